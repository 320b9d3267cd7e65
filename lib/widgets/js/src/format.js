// 화면에 보일 수를 한국어 문장에 어울리게 적는다.

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

const minus = (text) => text.replace("-", "−");

export const power = (exponent) =>
  `10${[...String(exponent)].map((letter) => SUPERSCRIPT[letter]).join("")}`;

// 유효 숫자 `digits`자리. 아주 크거나 작으면 1.23×10⁻⁵ 꼴로 적는다.
export function number(value, digits = 4) {
  if (Number.isNaN(value)) return "정의되지 않음";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  if (exponent >= 4 || exponent <= -4) {
    const scale = power(Number(exponent));
    const front = String(Number(mantissa));
    return minus(front === "1" ? scale : front === "-1" ? `-${scale}` : `${front}×${scale}`);
  }
  return minus(String(Number(value.toPrecision(digits))));
}

// 적는 칸에 넣을 수와, 거기 적힌 글이 뜻하는 수. 3/40, 1e-8, 10⁻⁸, 1.2×10⁻³, 30°를 모두 읽는다.
// 수로 읽을 수 없으면 null이다.
export const plain = (value) => String(Number(value.toPrecision(6)));

export function read(text) {
  const raised = Object.fromEntries(Object.entries(SUPERSCRIPT).map(([digit, letter]) => [letter, digit]));
  const tidy = text
    .replace(/−/g, "-")
    .replace(/[\s,°도개걸음회%]/g, "")
    .replace(/(?:(\d)[×x*])?10(?:\^(-?\d+)|([⁻⁰¹²³⁴-⁹]+))/i, (_, digit, caret, small) => {
      const exponent = caret ?? [...small].map((letter) => raised[letter]).join("");
      return `${digit ?? 1}e${exponent}`;
    });
  const parts = tidy.split("/");
  if (parts.length > 2 || !parts.every((part) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part))) return null;
  const value = parts.map(Number).reduce((a, b) => a / b);
  return Number.isFinite(value) ? value : null;
}

// 좌표는 자리가 흔들리지 않게 소수점 아래 자릿수를 정해 적는다.
const coordinate = (value, digits) => minus(value.toFixed(digits).replace(/^-(0\.0*)$/, "$1"));
export const point = (p, digits = 3) =>
  p.some((value) => Math.abs(value) >= 1000)
    ? "아주 먼 곳"
    : `(${p.map((value) => coordinate(value, digits)).join(", ")})`;

// 좁은 칸에 적을 수: 세 자리, 거듭제곱이 붙으면 두 자리, 지수가 두 자리면 한 자리.
export function short(value) {
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e4) return number(value, 3);
  return number(value, size > 0 && (size < 1e-9 || size >= 1e10) ? 1 : 2);
}

// 수 뒤의 조사. 끝 숫자를 읽은 소리의 받침을 따른다: 1(일)이, 2(이)가. 10⁻³은 "3승"으로 읽는다.
const FINAL = { 0: "ㅇ", 1: "ㄹ", 3: "ㅁ", 6: "ㄱ", 7: "ㄹ", 8: "ㄹ" };
const finalSound = (text) => (/[⁰¹²³⁴-⁹]$/.test(text) ? "ㅇ" : FINAL[text.at(-1)]);
export const withSubject = (text) => text + (finalSound(text) ? "이" : "가");
export const withDirection = (text) => text + ([undefined, "ㄹ"].includes(finalSound(text)) ? "로" : "으로");

// 손으로 고른 값이 읽기 좋은 수가 되도록 눈금의 1/2~1/5로 반올림한다.
export const roundTo = (value, unit) => Number((Math.round(value / unit) * unit).toPrecision(12));

export const dragUnit = ([low, high]) => 10 ** Math.floor(Math.log10((high - low) / 100));
