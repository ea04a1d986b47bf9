"""One script of many modules: what is bundled, and what is refused rather than bundled wrongly."""

import re
from pathlib import Path

import pytest

from dashboard.assets.js_bundler import BundleError, bundle, bundle_module

STATIC = Path(__file__).resolve().parents[3] / "dashboard/static"


def written(folder: Path, **modules: str) -> Path:
    """Write modules and return the one called entry."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "entry.js"


def test_a_module_comes_after_what_it_imports_and_only_once(tmp_path: Path) -> None:
    script = bundle(
        written(
            tmp_path,
            entry='import { one } from "./a.js";\n'
            'import {\n  two as three,\n} from "./b.js";\none(three);\n',
            a='import { two } from "./b.js";\nexport function one() { return two; }\n',
            b="export const two = 2;\nexport class Three {}\nexport async function four() {}\n",
        )
    )
    assert script.splitlines() == [
        "const m0 = (() => {",
        "const two = 2;",
        "class Three {}",
        "async function four() {}",
        "return { two, Three, four };",
        "})();",
        "const m1 = (() => {",
        "const { two } = m0;",
        "function one() { return two; }",
        "return { one };",
        "})();",
        "const m2 = (() => {",
        "const { one } = m1;",
        "const { two: three, } = m0;",
        "one(three);",
        "})();",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("export default 1;\n", "export default 1;"),
        ('import * as all from "./a.js";\n', "import * as all"),
        ('import { one } from "elsewhere";\n', "import { one } from"),
        ('export { one } from "./a.js";\n', "export { one } from"),
        ('const one = import("./a.js");\n', "import("),
    ],
)
def test_another_form_is_refused(tmp_path: Path, text: str, found: str) -> None:
    with pytest.raises(BundleError, match=re.escape(f"entry.js: found '{found}")):
        bundle(written(tmp_path, entry=text, a="export const one = 1;\n"))


def test_several_modules_share_what_they_import_and_are_exported_by_name(tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = f'import {{ shared }} from "./shared.js";\nexport const {name} = shared;\n'
        (tmp_path / f"{name}.js").write_text(text)
    (tmp_path / "shared.js").write_text("export const shared = {};\n")
    module = bundle_module({name: tmp_path / f"{name}.js" for name in ("one", "two")}, tmp_path)
    assert module.count("const shared = {};") == 1
    assert module.endswith("export { m1 as one, m2 as two };\n")


def test_a_module_may_import_later(tmp_path: Path) -> None:
    entry = written(tmp_path, entry='export const later = () => import("./late.js");\n')
    module = bundle_module({"entry": entry}, tmp_path.parent)
    assert f'import("./{tmp_path.name}/late.js")' in module


def test_a_circle_is_refused(tmp_path: Path) -> None:
    circle = written(
        tmp_path, entry='import { a } from "./a.js";\n', a='import { b } from "./entry.js";\n'
    )
    with pytest.raises(BundleError, match=r"entry\.js: imports itself, by way of a\.js"):
        bundle(circle)


def test_text_that_would_end_the_script_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="would end a script element"):
        bundle(written(tmp_path, entry='const text = "</SCRIPT>";\n'))


def test_the_dossier_s_modules_are_the_page_s() -> None:
    script = bundle(STATIC / "entry/dossier.js")
    for name in (
        "map/map.js",
        "map/render/render.js",
        "shared/symbols.js",
        "panels/reading/reading.js",
        "panels/timeline/timeline.js",
    ):
        told = (STATIC / name).read_text().splitlines()
        assert [line for line in told if line.startswith("function ") and line not in script] == []
