// 예측을 적기 전에는 앞일을 가린다: 0걸음에서 연 그림은 독자가 걸어 본 데까지만 보인다.
// 한 번 끝까지 가면 걷히고, 처음 상태로 되돌리면 다시 가린다.

// step: 그림을 연 걸음.
export function createCurtain(step) {
  const veiled = step === 0;
  let share = 0; // 지금까지 걸어 본 몫. 걸음 수가 바뀌어도 뜻이 같다
  return {
    // 걸음 step을 보인다. 반환: 보여도 되는 마지막 걸음. 다 보여도 되면 null.
    reach(step, last) {
      share = Math.max(share, step / last);
      return veiled && share < 1 ? Math.round(share * last) : null;
    },
    close() {
      share = 0;
    },
  };
}

export const curtainWords = (reached) =>
  reached === 0
    ? "아직 걷지 않았습니다. 어떻게 될지 먼저 예측하고 재생해 보십시오."
    : `${reached}걸음까지 보았습니다. 끝까지 가면 무슨 일이 일어났는지 말합니다.`;
