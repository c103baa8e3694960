"""The example site with the hardest pages beside its own, as each theme shows it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from notionpress.report import Report
from tests.sites import NOW, build, example_settings

THEMES: Final = ("journal", "handbook", "garden")
WIDTHS: Final = (360, 768, 1280, 1920)

_WORDS: Final = "Of all the lamps that were ever lit along this coast only one has never been put out by the wind. "
_COLUMNS: Final = ("Station", *(f"{hour}:00 {what}" for hour in (0, 6, 12, 18) for what in ("height", "wind")))
_CELLS: Final = ("Port Ember harbour wall", *("2.31 m", "south-west, gusts of 31 knots") * 4)
_MORE: Final = ("Keeper", "Seen", "Remarks")
_MORE_CELLS: Final = ("Maren", "2026-03-14", "`gauge/port-ember/2026-03-14.csv`")
_TAGS: Final = "tags: [Weather, Signals for ships that pass in the night without a word, Sea]"

_ARABIC: Final = """\
---
title: "أسماء النجوم فوق الميناء القديم، وكيف كان البحّارة يقرؤونها"
language: ar
description: قراءة في أسماء النجوم كما وصلت إلينا من كتب الفلك القديمة.
---

كان البحّارة يعرفون طريقهم بالنجوم، ويسمّون كل نجم باسم يدلّ على مكانه في السماء. وما زالت هذه الأسماء في الخرائط إلى
اليوم: الدبران، والطائر، والواقع، ورِجل الجبّار. وفي النص كلمات لاتينية مثل Aldebaran و`star.csv` تُقرأ من اليسار.

## الأسماء والأرقام

| النجم | الاسم اللاتيني | القدر |
|---|---|---|
| الدبران | Aldebaran | ٠٫٨٥ |
| الطائر | Altair | ٠٫٧٦ |
| الواقع | Vega | ٠٫٠٣ |

- نجم واحد في الشمال لا يتحرّك
- ونجوم كثيرة تدور حوله
  1. الدبّ الأكبر
  2. ذات الكرسي

> لا يضلّ من عرف النجم القطبي.

> [!NOTE]
> الأرقام من القرن العاشر.

## كيف تُقاس

```python
height = measure("الدبران", minutes=12)
```

- [x] المساء الأول
- [ ] المساء الثاني

## ما بقي منها

بقيت الأسماء، وتغيّرت السفن.
"""

_JAPANESE: Final = """\
---
title: 灯台守の夜と、霧の中で聞こえる鐘の音について書きのこしたこと
language: ja
description: 霧笛、灯火、そして長い夜の記録。
---

霧の夜、灯台守は眠らない。鐘は一分に二回鳴り、灯火は十秒ごとに海をなでる。記録には、風向き、潮位、通った船の名前が
残っている。英語のLight Listや`lights.csv`という名前もそのまま出てくる。

## 灯火の記録

| 時刻 | 風 | 通った船 |
|---|---|---|
| 午前零時 | 南西の強い風、ときどき突風 | 第三みなと丸 |
| 午前六時 | 凪 | なし |

- 一月：雪のため二日休み
- 二月：レンズを磨く

## 鐘の音

> 聞こえるうちは、まだ遠い。

## 夜明け

終わりはいつも静かだ。
"""

_KOREAN_AND_CHINESE: Final = """\
---
title: 港口的雾钟与等待潮汐的人们，以及他们留下的灯塔日志和航海图上未曾标注的礁石
language: zh
---

雾钟每分钟响两次。守塔人在日志里写下风向、潮位和经过的船名，一字不漏。안개 속에서도 종소리는 들린다.
"""

_PAGES: Final = {
    "hard/index.md": "# Hard pages\n\nEach of these has broken some site.\n",
    "hard/table.md": "# A table of twelve columns\n\nIt is wide.\n\n"
    + "\n".join(
        "| " + " | ".join(cells) + " |"
        for cells in ((*_COLUMNS, *_MORE), ("---",) * 12, *((*_CELLS, *_MORE_CELLS),) * 6)
    )
    + "\n\nAfter it comes text.\n",
    "hard/code.md": "# Code of two hundred columns\n\nA line `of_code_that_is_a_single_name_without_any_place_to_break"
    "_and_goes_on_for_longer_than_a_phone_is_wide` in text.\n\n```python\n"
    + "\n".join(f"lamp_{row} = {'light + ' * 23}{row}  # until here"[:200] for row in range(8))
    + "\n```\n\nAfter it, https://example.org/"
    + "an-address-that-goes-on/" * 9
    + "\n",
    "hard/list.md": "# A list of a thousand items\n\n"
    + "\n".join(f"{n}. Lamp {n} of the coast" for n in range(1, 1001)),
    "hard/bare.md": "---\ntitle: A title and nothing else\n---\n",
    "hard/long.md": f"---\ntitle: {(_WORDS * 4)[:299].strip()}.\n---\n\nIts title has three hundred characters.\n",
    "hard/arabic.md": _ARABIC,
    "hard/japanese.md": _JAPANESE,
    "hard/chinese.md": _KOREAN_AND_CHINESE,
    "hard/deep/index.md": "# Below\n\n[Deeper](deeper/index.md)\n",
    "hard/deep/deeper/index.md": "# Deeper\n",
    "hard/deep/deeper/deepest/index.md": "# Deepest, below pages that lie below each other\n\n## One\n\n## Two\n",
    "long-post.md": f"---\ntitle: {(_WORDS * 4)[:299].strip()}.\ndate: 2026-10-30\n{_TAGS}\n---\n\n{_WORDS * 3}\n",
    "unbroken.md": f"---\ntitle: Donau{'dampfschifffahrts' * 5}gesellschaft\ndate: 2026-10-29\n{_TAGS}\n---\n\n{_WORDS}\n",
}

HARDEST: Final = (
    "/",
    "/tags/",
    "/archive/",
    "/search/",
    "/404.html",
    "/field-guide/",
    "/how-a-lens-learned-to-throw-light/",
    "/everything-a-page-can-hold/",
    "/long-post/",
    "/unbroken/",
    *(f"/hard/{name}/" for name in ("table", "code", "list", "bare", "long", "arabic", "japanese", "chinese")),
    "/hard/deep/deeper/deepest/",
)
"""Every kind of page, and the hardest ones."""


def hardest_site(example: Path, theme: str, folder: Path) -> Path:
    """Build the example site and the hardest pages with a theme, from the cache of the built example; the output."""
    shutil.copytree(example.parent / ".notionpress", folder / ".notionpress")
    shutil.copytree(example.parent / "example-site", folder / "example-site")
    for name, text in _PAGES.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        # Pages tell when they were changed.
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    example_settings(folder, theme=theme, search="list")
    result = build(folder, Report(), jobs=1)
    assert not result.failed
    return folder / "public"
