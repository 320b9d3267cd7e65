"""책이 함께 싣는 외부 파일을 npm 묶음에서 꺼내 저장소에 둔다.

독자의 브라우저가 다른 호스트에 아무것도 묻지 않도록 KaTeX의 글꼴과 스타일을 싣고, 어느 기계에서나
그림의 한글과 뺄셈표가 같은 글꼴로 나오도록 프리텐다드를 싣는다.
판을 올릴 때만 사람이 손으로 실행하며, npm이 있어야 한다.

    python book/_scripts/vendor.py

꺼낸 파일마다 SHA-256을 manifest.json에 적고, tests/test_site.py가 그것을 다시 잰다.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / "book" / "_vendor" / "manifest.json"

# (묶음 이름, 판, 둘 폴더, {묶음 안의 경로: 폴더 안의 경로}). 경로에는 *를 쓸 수 있다.
# katex.min.js는 책을 만들 때만 쓰고 page/ 아래만 독자에게 간다. 프리텐다드는 두 곳에 쓴다:
# matplotlib 그림에는 OTF, 쪽에는 쓰인 글자만 남긴 가변 글꼴.
PACKAGES = (
    (
        "katex",
        "0.19.1",
        "book/_vendor/katex",
        {
            "LICENSE": "LICENSE",
            "dist/katex.min.js": "katex.min.js",
            "dist/katex.min.css": "page/katex.min.css",
            "dist/fonts/*.woff2": "page/fonts/",
        },
    ),
    (
        "pretendard",
        "1.3.9",
        "lib/fonts",
        {
            "dist/LICENSE.txt": "LICENSE.txt",
            "dist/public/static/Pretendard-Regular.otf": "Pretendard-Regular.otf",
        },
    ),
    (
        "pretendard",
        "1.3.9",
        "book/_vendor/pretendard",
        {
            "dist/LICENSE.txt": "LICENSE.txt",
            "dist/web/variable/woff2/PretendardVariable.woff2": "PretendardVariable.woff2",
        },
    ),
)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(name, version, folder):
    """npm 묶음을 내려받아 풀고 그 폴더를 돌려준다."""
    subprocess.run(
        ["npm", "pack", "--silent", f"{name}@{version}"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    archive = next(Path(folder).glob("*.tgz"))
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return Path(folder) / "package"


def vendor(name, version, target_folder, wanted):
    with tempfile.TemporaryDirectory() as folder:
        package = fetch(name, version, folder)
        info = json.loads((package / "package.json").read_text(encoding="utf-8"))
        files = {}
        for pattern, target in wanted.items():
            for source in sorted(package.glob(pattern)):
                place = target + source.name if target.endswith("/") else target
                path = ROOT / target_folder / place
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(source.read_bytes())
                files[place] = sha256(path)
    return {
        "package": name,
        "version": info["version"],
        "license": info["license"],
        "folder": target_folder,
        "files": files,
    }


def main():
    manifest = [vendor(*package) for package in PACKAGES]
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    MANIFEST.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
