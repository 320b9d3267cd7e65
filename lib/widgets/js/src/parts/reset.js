// 처음 상태로: 그림이 열릴 때의 값으로 되돌린다.

import { createAction } from "./choices.js";

export const pick = (values, keys) => Object.fromEntries(keys.map((key) => [key, values[key]]));

// keys: 독자가 바꿀 수 있는 값들의 이름.
export function createReset(state, keys) {
  const initial = pick(state.get(), keys);
  const restore = () => state.set(initial);
  return { restore, node: createAction({ text: "처음 상태로", onPress: restore }).node };
}
