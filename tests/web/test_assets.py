"""Scripts and styles as they are sent."""

from market.web.assets import assets


def test_every_part_of_the_script_is_there_before_the_page_is_bound():
    """The suggestions of the search came after it, in the order of the files, and bound to nothing."""
    script = assets()["dermaga.js"].body.decode()
    assert script.rstrip().endswith("bind(document);") and "input[data-suggest]" in script
