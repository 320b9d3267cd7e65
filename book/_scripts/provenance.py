"""기록한 실험의 출처: 무엇을 어떤 판으로 돌렸는가. record_*.py가 함께 쓴다."""

import platform

import numpy as np
import sklearn


def provenance(script, **settings):
    """기록의 머리에 적을 것. settings: 씨앗과 배치 크기처럼 그 기록만의 설정."""
    return {
        "command": f"python book/_scripts/{script}",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scikit-learn": sklearn.__version__,
        **settings,
    }
