"""Drawings of authors: what they show stays, what they would do does not."""

from __future__ import annotations

import contextlib
import re
import time
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.build.drawings import LARGEST, RefusedDrawing, safe_drawing

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def safe(inner: str, root: str = SVG) -> str:
    """What is left of a drawing's inside."""
    made = safe_drawing(f"<svg {root}>{inner}</svg>".encode()).data.decode()
    ElementTree.fromstring(made)
    found = re.fullmatch(r'<svg xmlns="http://www.w3.org/2000/svg"[^>]*>(.*)</svg>', made, re.S)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "inner",
    [
        '<path d="M0 0L10 10Z" fill="#f00" stroke-width="2"></path>',
        '<defs><linearGradient id="a"><stop offset="0" stop-color="red"></stop></linearGradient></defs>'
        '<rect width="5" height="5" fill="url(#a)"></rect>',
        "<title>Words &amp; more &lt;</title>",
        '<style>.a &gt; b { fill: red } .b { fill: url("#a") }</style>',
        '<g style="opacity: 0.5" class="a" aria-label="b" data-c="d"><text x="1">Hi</text></g>',
        '<circle r="1"><animate attributeName="r" from="1" to="9" dur="2s"></animate></circle>',
        '<image href="data:image/png;base64,AAAA" width="1"></image>',
        '<use href="#a"></use>',
    ],
)
def test_what_is_drawn_stays(inner: str) -> None:
    assert safe(inner) == inner


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        ("<script>alert(1)</script>", ""),
        ('<script href="https://evil.example/x.js"/>', ""),
        ('<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>', ""),
        ('<h:body xmlns:h="http://www.w3.org/1999/xhtml" onload="alert(1)"><h:img/></h:body>', ""),
        ("<foreignObject><path/></foreignObject>", ""),
        ('<path onclick="alert(1)" ONLOAD="alert(1)" d="M0"/>', '<path d="M0"></path>'),
        ('<a href="javascript:alert(1)"><text>x</text></a>', "<g><text>x</text></g>"),
        ('<a xlink:href="https://example.org"><text>x</text></a>', "<g><text>x</text></g>"),
        ('<use xlink:href="https://evil.example/x.svg#a"/>', "<use></use>"),
        ('<use xlink:href=" #a "/>', '<use href="#a"></use>'),
        ('<use href="data:image/svg+xml;base64,AAAA#x"/>', "<use></use>"),
        ('<image href="https://evil.example/pixel.png"/>', "<image></image>"),
        ('<image href="data:image/svg+xml,&lt;svg/>"/>', "<image></image>"),
        ('<set attributeName="href" to="javascript:alert(1)"/>', ""),
        ('<animate attributeName=" xlink:HREF" values="javascript:alert(1)"/>', ""),
        ('<set attributeName="onmouseover" to="alert(1)"/>', ""),
        ('<animate attributeName="r" values="javascript:alert(1)"/>', '<animate attributeName="r"></animate>'),
        ("<style>@import 'https://evil.example/x.css';</style>", "<style></style>"),
        ("<style>a { fill: url(https://evil.example/) }</style>", "<style></style>"),
        ("<style>a { fill: u\\72l(https://evil.example/) }</style>", "<style></style>"),
        ("<rect style=\"fill: url( '//evil.example' )\"/>", "<rect></rect>"),
        ('<rect filter="URL(evil.svg#a)"/>', "<rect></rect>"),
        ('<handler xmlns="http://www.w3.org/2001/xml-events">alert(1)</handler>', ""),
        ("<!-- comment --><?php echo 1 ?>x", "x"),
        ("<![CDATA[<script>alert(1)</script>]]>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<iframe src="https://evil.example"/><embed/><object data="x"/><video src="x"/>', ""),
        ('<g xml:base="https://evil.example/" xml:space="preserve"/>', '<g xml:space="preserve"></g>'),
    ],
)
def test_what_acts_or_asks_elsewhere_goes(inner: str, left: str) -> None:
    assert safe(inner) == left


def test_a_style_sheet_of_another_file_goes() -> None:
    made = safe_drawing(b'<?xml version="1.0"?><?xml-stylesheet href="https://evil.example/a.xsl"?><svg/>')
    assert made.data == b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'


BOMB = (
    '<!DOCTYPE svg [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + one)} "{f"&{chr(97 + one)};" * 10}">' for one in range(9))
    + "]><svg><text>&j;</text></svg>"
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg><text>&a;</text></svg>',
        '<!DOCTYPE svg [<!ENTITY % a SYSTEM "https://evil.example/a.dtd"> %a;]><svg/>',
        '<!DOCTYPE svg [<!ENTITY a "&#60;script>alert(1)&#60;/script>">]><svg>&a;</svg>',
        f'<!DOCTYPE svg [<!ENTITY a "{"x" * 2000}">]><svg/>',
        f'<!DOCTYPE svg [<!ENTITY a "{"x" * 900}">]><svg><text>{"&a;" * 20000}</text></svg>',
        "<svg>" + "<g/>" * 200_001 + "</svg>",
        "<svg>" + " " * LARGEST + "</svg>",
        "<svg><g></svg>",
        "<html><svg/></html>",
        '<svg xmlns="http://www.w3.org/1999/xhtml"/>',
        "words",
        "",
    ],
)
def test_what_grows_reads_files_or_is_no_drawing_is_refused(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(RefusedDrawing):
        safe_drawing(text.encode())
    assert time.perf_counter() - start < 5


def test_names_that_drawing_programs_declare_are_understood() -> None:
    text = '<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]><svg xmlns="&ns_svg;"><g/></svg>'
    assert safe_drawing(text.encode()).data == b'<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>'


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('width="10" height="20px"', (10, 20)),
        ('viewBox="0 0 30 40"', (30, 40)),
        ('viewBox="0,0,30.4,40" width="100%"', (30, 40)),
        ('width="2em" height="3em"', (0, 0)),
        ('viewBox="0 0 nan inf"', (0, 0)),
        (f'width="{"9" * 400}" height="1"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_its_size_is_told(root: str, size: tuple[int, int]) -> None:
    made = safe_drawing(f"<svg {root}/>".encode())
    assert (made.width, made.height) == size


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_are_understood(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><svg><text>Grüße</text></svg>'
    assert "Grüße" in safe_drawing(declared.encode(encoding)).data.decode()


@pytest.mark.parametrize("encoding", ["nobody-knows-it", "shift_jis", "utf-7", "hex", "rot13"])
def test_a_drawing_in_an_encoding_that_cannot_be_read_is_refused(encoding: str) -> None:
    with pytest.raises(RefusedDrawing):
        safe_drawing(f'<?xml version="1.0" encoding="{encoding}"?><svg {SVG}/>'.encode())


PIECES = st.sampled_from(
    [
        *'<>/&;"=',
        "svg",
        f"<svg {SVG}>",
        "<?xml",
        ' encoding="x"',
        "?>",
        "<!DOCTYPE svg [",
        '<!ENTITY a "b">',
        "]>",
        "&a;",
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=30), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_whatever_comes_is_a_drawing_or_is_refused(pieces: list[str], encoding: str) -> None:
    with contextlib.suppress(RefusedDrawing):
        ElementTree.fromstring(safe_drawing("".join(pieces).encode(encoding, "replace")).data)


@given(
    st.recursive(
        st.text(max_size=10),
        lambda inner: st.tuples(
            st.sampled_from(["g", "script", "a", "style", "use", "image", "x:y", "foreignObject", "set"]),
            st.dictionaries(
                st.sampled_from(["onload", "href", "x:href", "style", "fill", "attributeName", "id"]),
                st.sampled_from(["javascript:alert(1)", "#a", "url(https://e)", "href", "x"]),
            ),
            st.lists(inner, max_size=3),
        ),
        max_leaves=12,
    )
)
def test_nothing_that_acts_ever_stays(tree: object) -> None:
    def write(node: object) -> str:
        if isinstance(node, str):
            return "".join(one for one in node if one.isalnum())
        name, attributes, inside = node  # type: ignore[misc]
        said = "".join(f' {key}="{value}"' for key, value in attributes.items())
        return f"<{name}{said}>{''.join(map(write, inside))}</{name}>"

    made = safe_drawing(f'<svg {SVG} xmlns:x="http://www.w3.org/1999/xhtml">{write(tree)}</svg>'.encode())
    for element in ElementTree.fromstring(made.data).iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") not in ("script", "a", "foreignObject", "y")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "javascript" not in value and "https:" not in value
    assert safe_drawing(made.data) == made
