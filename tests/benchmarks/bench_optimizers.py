"""옵티마이저의 빠르기와 기억 장치. 시험이 아니다: 재어서 찍기만 한다.

    python tests/benchmarks/bench_optimizers.py [--largest 10000000]

한 스레드에서, 규칙과 크기마다 한 걸음의 중앙값을 잰다. PyTorch가 깔려 있으면 같은 배정밀도의
torch.optim 기본 구현을 번갈아 재어 나란히 찍는다. 시간은 이 스레드가 CPU를 쓴 시간이라 옆의 일에
차례를 내준 동안은 들지 않는다. 그래도 캐시와 메모리는 나누어 쓰므로 함께 찍는 평균 부하를 본다.

목표는 10⁵까지 PyTorch의 두 배 빠르기, 10⁷에서 1.5배보다 느리지 않기, 기억 장치는 상태와 배열
셋까지다. 읽을 수 있는 식을 지키느라 못 미치는 곳이 있다(NumPy 2.4, PyTorch 2.13, 제온 코어 하나에서
잰 PyTorch ÷ 우리).

- 10²: 2.2–3.8. PyTorch는 한 걸음을 준비하는 데에만 그만큼이 든다.
- 10⁴: 0.8–1.4, 10⁵: 0.3–0.9(Muon은 0.14), 10⁶: 0.3–0.8(Muon은 0.10). 식을 적힌 차례대로 셈하면
  연산 하나가 배열을 한 번 훑는다. Adam은 열네 번이고, 그 가운데 나눗셈 셋과 제곱근이 반을 쓴다.
  PyTorch는 √(1−β₂ᵗ) 따위를 숫자끼리 먼저 셈하고 나머지를 여섯 번쯤에 묶는다. 따라가려면 m̂과 v̂이
  코드에서 사라져야 한다.
- 10⁷: GD 0.33, 모멘텀 0.61, 나머지는 0.8–1.4. 메모리를 오가는 시간이 거의 전부다. PyTorch는 x를 그
  자리에서 고치지만 우리는 받은 x를 두고 새 x를 적고, 그 전에 x와 g가 유한한지 한 번 훑는다. GD에는
  배열을 세 번 오갈 일이 여섯 번이 된다. 순수 함수와 검사의 값이다.
- Muon의 시간은 뉴턴–슐츠의 행렬곱이 전부다. PyTorch는 그것을 배정밀도가 아니라 bfloat16으로 한다.
- 기억 장치: 큰 배열의 한 걸음이 새로 잡는 것은 x 하나다(상태는 제자리에 적는다). Amos는 둘, 정사각
  행렬의 Muon은 다섯이다: 새 v, 뉴턴–슐츠의 x, 그람 행렬, 다항식의 중간 결과 둘.
"""

import os

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

import argparse
import time
import tracemalloc

import numpy as np

from lib.optimizers import OPTIMIZERS, Adam, RMSProp

try:
    import torch
except ImportError:
    torch = None
else:
    torch.set_num_threads(1)

SIZES = [10**2, 10**4, 10**5, 10**6, 10**7]
SECONDS = 0.4  # 한 칸을 재는 데 쓰는 시간
LARGEST_MATRIX = 10**6  # 행렬곱은 크기의 1.5제곱으로 는다
VARIANTS = OPTIMIZERS | {
    "Adam(amsgrad)": lambda: Adam(amsgrad=True),
    "RMSProp(centered)": lambda: RMSProp(centered=True),
}


def torch_optimizers():
    """이름이 같은 규칙의 torch.optim."""
    optim = torch.optim
    return {
        "GD": optim.SGD,
        "Momentum": lambda p: optim.SGD(p, momentum=0.9),
        "NAG": lambda p: optim.SGD(p, momentum=0.9, nesterov=True),
        "AdaGrad": optim.Adagrad,
        "RMSProp": optim.RMSprop,
        "RMSProp(centered)": lambda p: optim.RMSprop(p, centered=True),
        "Adam": optim.Adam,
        "Adam(amsgrad)": lambda p: optim.Adam(p, amsgrad=True),
        "Nadam": optim.NAdam,
        "AdamW": optim.AdamW,
        "Muon": optim.Muon,
    }


def shape(name, size):
    return (round(size**0.5),) * 2 if name == "Muon" else (size,)


def ours(name, size):
    """한 걸음을 떼는 함수. 새 x를 이어서 쓴다."""
    rng = np.random.default_rng(0)
    opt, g = VARIANTS[name](), rng.normal(size=shape(name, size))
    x = [rng.normal(size=g.shape)]

    def step():
        x[0] = opt.step(x[0], g)

    return step


def theirs(name, size):
    rng = np.random.default_rng(0)
    g = rng.normal(size=shape(name, size))
    p = torch.nn.Parameter(torch.tensor(rng.normal(size=g.shape)))
    p.grad = torch.tensor(g)
    return torch_optimizers()[name]([p]).step


def medians(steps):
    """함수마다의 중앙값(초). 부하가 바뀌어도 공평하도록 다섯 걸음씩 번갈아 잰다.

    차례마다 두 걸음은 재지 않는다: 캐시에 남은 상대의 배열을 밀어내는 걸음이다.
    """
    times = [[] for _ in steps]
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS * len(steps) or len(times[0]) < 5:
        for step, record in zip(steps, times, strict=True):
            step()
            step()
            for _ in range(5):
                before = time.thread_time()
                step()
                record.append(time.thread_time() - before)
    return [float(np.median(record)) for record in times]


def speed(largest):
    sizes = [size for size in SIZES if size <= largest]
    heads = "".join(f"{f'10^{len(str(size)) - 1}':>24}" for size in sizes)
    print(f"한 걸음의 중앙값(마이크로초). 괄호는 PyTorch의 시간과, PyTorch ÷ 우리\n{'':18}{heads}")
    for name in VARIANTS:
        cells = []
        for size in sizes:
            if name == "Muon" and size > LARGEST_MATRIX:
                cells.append("")
                continue
            steps = [ours(name, size)]
            if torch and name in torch_optimizers():
                steps.append(theirs(name, size))
            mine, *other = medians(steps)
            beside = "".join(f" ({1e6 * o:,.0f}, {o / mine:.2f}×)" for o in other)
            cells.append(f"{1e6 * mine:,.0f}{beside}")
        print(f"{name:18}" + "".join(f"{cell:>24}" for cell in cells), flush=True)


def memory(size):
    """한 걸음 동안 새로 잡은 기억 장치의 꼭대기. 매개변수 배열 하나의 크기를 1로 센다."""
    print(
        f"\n한 걸음의 기억 장치(매개변수 배열 = 1)\n{'':18}{'크기':>10}{'상태':>6}{'새로 잡음':>8}"
    )
    for name in VARIANTS:
        count = min(size, LARGEST_MATRIX) if name == "Muon" else size
        opt, g = VARIANTS[name](), np.ones(shape(name, count))
        x = opt.step(g, g)
        state = sum(np.size(getattr(opt, part)) for part in opt.state_names) / g.size
        tracemalloc.start()
        x = opt.step(x, g)
        peak = tracemalloc.get_traced_memory()[1] / g.nbytes
        tracemalloc.stop()
        print(f"{name:18}{count:12,}{state:8.2f}{peak:10.2f}", flush=True)


def trajectories(count=10_000, steps=200):
    rng = np.random.default_rng(0)
    x, scale, opt = rng.normal(size=(count, 2)), np.array([1.0, 20.0]), Adam(lr=0.01)
    start = time.thread_time()
    for _ in range(steps):
        x = opt.step(x, scale * x)
    print(f"\nAdam, 경로 {count:,}개 × {steps}걸음: {time.thread_time() - start:.3f}초")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="가장 큰 크기")
    largest = parser.parse_args().largest
    versions = f"NumPy {np.__version__}" + (f", PyTorch {torch.__version__}" if torch else "")
    print(f"{versions}, 평균 부하 {os.getloadavg()[0]:.1f} (코어 {os.cpu_count()}개)\n")
    speed(largest)
    memory(largest)
    trajectories()
    print(f"끝날 때의 평균 부하 {os.getloadavg()[0]:.1f}")
