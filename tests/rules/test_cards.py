"""How a name is set on a card."""

from __future__ import annotations

import pytest

from portal.rules.events.cards import lines_of, size_of


@pytest.mark.parametrize(
    ("name", "lines", "size"),
    [
        ("陈刚", ["陈刚"], "large"),
        ("欧阳明月", ["欧阳明月"], "large"),
        ("艾力·买买提", ["艾力·买买提"], "middle"),
        ("古丽娜尔·阿不都热合曼", ["古丽娜尔·", "阿不都热合曼"], "middle"),
        ("迪丽努尔·阿布都克里木·买买提江", ["迪丽努尔·", "阿布都克里木·", "买买提江"], "middle"),
        ("Alexander Konstantinovich", ["Alexander", "Konstantinovich"], "middle"),
        ("长春宏达汽车零部件有限公司", ["长春宏达汽车零部件有限公司"], "small"),
        ("长" * 20, ["长" * 16, "长" * 4], "small"),
        ("长" * 60, ["长" * 16, "长" * 16, "长" * 16 + "…"], "smallest"),
        ("", [""], "large"),
    ],
)
def test_it_works(name, lines, size):
    found = lines_of(name)
    assert (found, size_of(found)) == (lines, size)
