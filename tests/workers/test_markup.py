"""Markup as its reader sees it, whatever a stranger made of it."""

import pytest

from workers.boards.markup import plain


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>紫薇公园<b>西门</b>积水。</p><script>x('<p>')</script><p>请处理</p>", "紫薇公园西门积水。\n请处理"),
        ("<HEAD><TITLE>t</TITLE><Style>p{}</sTyLe></HEAD><BODY>一<BR/>二", "一\n二"),
        ("<!--[if mso]><p>x</p><![endif]-->a &lt;b&gt; &amp;lt; 1 < 2<o:p></o:p>", "a <b> &lt; 1 < 2"),
        ("<?xml version='1.0'?><!DOCTYPE html><![if !x]>路灯<![endif]>不亮", "路灯不亮"),
        ("积水<!-- never closed <p>x", "积水"),
        ("积水<script>x(", "积水"),
        ("积水<a href=", "积水"),
        ("", ""),
    ],
)
def test_a_page_says_what_its_reader_sees(markup, words):
    assert plain(markup) == words


@pytest.mark.parametrize("unit", ["<", "<a ", "<div>", "<b><p>", "<!--", "<![", "</", "<a x='", "&", "<script>"])
def test_a_page_that_never_ends_is_read_in_one_walk(unit):
    plain(unit * 100_000)
