"""Templates are compiled once for all processes, and never served from what was compiled of something else."""

import jinja2
import pytest

from market.web import compiled
from market.web.compiled import Compiled


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled, "KEPT", tmp_path / "kept")
    return tmp_path / "kept"


@pytest.fixture
def compilations(monkeypatch):
    """The names of the templates that were compiled, and not read from what is kept."""
    done, compile_ = [], jinja2.Environment.compile

    def counted(self, source, name=None, *rest, **more):
        done.append(name)
        return compile_(self, source, name, *rest, **more)

    monkeypatch.setattr(jinja2.Environment, "compile", counted)
    return done


def _rendered(text: str, name: str = "pages") -> str:
    """As a process that has just begun renders it."""
    loader = jinja2.DictLoader({"page.html": text})
    return jinja2.Environment(loader=loader, bytecode_cache=Compiled(name)).get_template("page.html").render()


def test_another_process_reads_what_the_first_compiled(kept, compilations):
    assert [_rendered("Ikan {{ 1 }}"), _rendered("Ikan {{ 1 }}")] == ["Ikan 1", "Ikan 1"]
    assert compilations == ["page.html"]


def test_a_template_that_changed_and_another_language_are_compiled_anew(kept, compilations):
    assert [_rendered("Ikan"), _rendered("Ikan asap"), _rendered("Ikan asap", "en-pages")] == [
        "Ikan",
        *["Ikan asap"] * 2,
    ]
    assert len(compilations) == 3


def test_other_sentences_or_style_sheets_compile_all_anew(kept, compilations, monkeypatch):
    _rendered("Ikan")
    monkeypatch.setattr(compiled, "ground", lambda: "another")
    _rendered("Ikan")
    assert len(compilations) == 2


def test_what_lies_beside_a_template_is_its_ground(tmp_path, monkeypatch):
    for folder in ("kernel", "static"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(compiled, "ROOT", tmp_path)
    monkeypatch.setattr(compiled, "GROUND", (tmp_path / "kernel", tmp_path / "static"))
    digests = set()
    for file in ("kernel/en.po", "static/icons.svg", "static/share.jpg"):
        digests.add(compiled.ground.__wrapped__())
        (tmp_path / file).write_text("one")
        digests.add(compiled.ground.__wrapped__())
        (tmp_path / file).write_text("two")
    assert len(digests) == 6


def test_a_folder_that_is_only_read_costs_time_and_nothing_else(kept, compilations, monkeypatch):
    kept.write_text("a file stands where the folder should be")
    assert [_rendered("Ikan"), _rendered("Ikan")] == ["Ikan", "Ikan"]
    assert len(compilations) == 2


def test_what_was_cut_off_is_compiled_again_and_the_log_says_so(kept, compilations, caplog):
    _rendered("Ikan")
    [file] = kept.iterdir()
    assert not caplog.records
    file.write_bytes(file.read_bytes()[:30])
    assert _rendered("Ikan") == "Ikan" and len(compilations) == 2
    assert [record.levelname for record in caplog.records] == ["WARNING"]
