"""`python -m market.web.compile_all`: compiles every template in every language, where an image is built."""

from market.kernel import language
from market.web.environment import environment, letters


def compile_all() -> int:
    """Fills the folder that `compiled.py` keeps, for pages and letters. Returns how many it compiled."""
    done = 0
    for each in language.LANGUAGES:
        mark = language.current.set(each)
        for templates, ending in ((environment(), "html"), (letters(), "txt")):
            for name in templates.list_templates(extensions=[ending]):
                templates.get_template(name)
                done += 1
        language.current.reset(mark)
    return done


if __name__ == "__main__":
    compile_all()
