"""A file is what its content says, and leaves behind what it should not carry."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from hotline.attachments import examine
from hotline.attachments.traces import bare
from hotline.domain.enclosures import JPEG, MOST_BYTES, PDF, PNG, WORD
from hotline.errors import BadInput
from tests.attachments.pieces import (
    COMMENT,
    a_bomb,
    a_pdf,
    a_pdf_that_bursts,
    a_photo,
    a_photo_with_a_place,
    an_office_file,
    opened,
)


def told():
    """Return what a PNG may say beside its points."""
    about = PngInfo()
    about.add_text("Location", "30.58,114.29")
    return about


def test_a_photo_comes_out_without_place_time_camera_and_comment():
    sent = a_photo_with_a_place()
    with Image.open(io.BytesIO(sent)) as before:
        assert before.getexif()
    kept = examine(sent, "IMG_0001.JPG")
    for content in (kept.content, kept.thumbnail):
        with Image.open(io.BytesIO(content)) as after:
            assert not after.getexif()
            assert not {"exif", "comment", "xmp", "icc_profile"} & set(after.info)
        assert b"Camera of somebody" not in content
        assert COMMENT.encode() not in content


def test_a_photo_taken_sideways_stands_upright_afterwards():
    kept = examine(a_photo_with_a_place(orientation=6), "photo.jpg")
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.size == (48, 64)
        red, _, blue = picture.convert("RGB").getpixel((24, 4))
        assert red > blue


def test_text_hidden_in_a_png_is_gone_and_its_transparency_is_not():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG", pnginfo=told())
    kept = examine(out.getvalue(), "a.png")
    assert b"114.29" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    "saved",
    [
        {},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"encryption": pikepdf.Encryption(owner="owner's", user="")},
    ],
)
def test_a_pdf_comes_out_without_author_commentator_and_the_place_of_its_photo(saved):
    kept = examine(a_pdf(**saved), "a.pdf").content
    said, (picture,) = opened(kept)
    for traces in (b"dc:creator", *("李作者".encode(code) for code in ("utf-8", "utf-16-be"))):
        assert traces not in said
    with pikepdf.open(io.BytesIO(kept)) as document:
        note = document.pages[0].Annots[0]
        assert (str(note.Contents), "/T" in note) == ("请修路灯", False)
        assert not list(document.docinfo)
    with Image.open(io.BytesIO(picture)) as after, Image.open(io.BytesIO(a_photo_with_a_place())) as before:
        assert (dict(after.getexif()), "comment" in after.info) == ({}, False)
        assert after.tobytes() == before.tobytes()


def test_a_signed_document_is_kept_to_the_letter():
    signed = pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3])
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_pdf())) as document:
        document.Root.AcroForm = document.make_indirect(signed)
        document.save(out)
    for content in (out.getvalue(), an_office_file(more=[("_xmlsignatures/sig1.xml", "<Signature/>")])):
        assert examine(content, "a").content == content


def test_an_office_file_comes_out_without_people_firm_folder_and_the_place_of_its_photo():
    said = '<w:ins w:id="1" w:author="李作者" w:initials=\'李\'><w:t>他写道 author="路灯"</w:t></w:ins>'
    more = {
        "docProps/core.xml": "<dc:creator>李作者</dc:creator>",
        "docProps/app.xml": "<Company>李家公司</Company>",
        "word/comments.xml": said,
        "word/media/image1.jpeg": a_photo_with_a_place(),
        "word/media/image2.png": a_photo("PNG", pnginfo=told()),
        "xl/comments1.xml": "<authors><author>李作者</author></authors>",
        "xl/persons/person.xml": '<person displayName="李作者" id="{1}"/>',
        "xl/tables/table1.xml": '<table displayName="表1"/>',
        "xl/workbook.xml": r'<x15ac:absPath url="D:\李作者" xmlns:x15ac="x"/>',
        "ppt/commentAuthors.xml": '<p:cmAuthor id="1" name="李作者"/>',
    }
    kept = examine(an_office_file(more=more.items()), "a.docx").content
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, part in parts.items() if "李".encode() in part or b"114.29" in part]
    assert 'author="路灯"'.encode() in parts["word/comments.xml"]
    assert "表1".encode() in parts["xl/tables/table1.xml"]
    with Image.open(io.BytesIO(parts["word/media/image1.jpeg"])) as photo:
        assert (dict(photo.getexif()), "comment" in photo.info) == ({}, False)
        photo.load()
    with Image.open(io.BytesIO(parts["word/media/image2.png"])) as picture:
        picture.load()
    assert examine(kept, "a.docx").content == kept


@pytest.mark.parametrize("fmt", ["JPEG", "PNG"])
@pytest.mark.parametrize("cut", [2, 9, 30, 200])
def test_a_damaged_picture_in_a_document_is_left_as_it_is(fmt, cut):
    piece = a_photo(fmt)[:cut]
    assert bare(piece) == piece


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_as"),
    [
        (a_photo(), "路灯.jpeg", JPEG, "路灯.jpg"),
        (a_photo("PNG"), "D:\\pictures\\screen.exe", PNG, "screen.png"),
        (a_photo("GIF"), "a.gif", PNG, "a.png"),
        (a_pdf(), "../../etc/合同\u202efdp.exe", PDF, "合同fdp.pdf"),
        (an_office_file(), ".docx", WORD, "docx.docx"),
    ],
)
def test_the_name_follows_the_content(content, name, media_type, kept_as):
    kept = examine(content, name).enclosure
    assert (kept.media_type, kept.name) == (media_type, kept_as)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00" + b"\0" * 100, "photo.jpg", "不能接收"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.svg", "不能接收"),
        (b"<html><script>alert(1)</script></html>", "a.png", "不能接收"),
        (a_photo()[:200], "half.jpg", "不能接收"),
        (an_office_file("readme.txt"), "archive.zip", "压缩包"),
        (an_office_file(more=[("word/vbaProject.bin", b"x")]), "macro.docx", "宏"),
        (b"PK\x03\x04 broken", "a.docx", "已损坏"),
        (b"", "a.jpg", "空文件"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "a.pdf", "已损坏"),
        (a_pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "a.pdf", "打开密码"),
        (a_pdf_that_bursts(), "a.pdf", "已损坏"),
        (b"%PDF-" + b"0" * MOST_BYTES, "a.pdf", "超过10MB"),
    ],
)
def test_what_is_not_on_the_list_is_refused_whatever_it_is_called(content, name, said):
    with pytest.raises(BadInput, match=said):
        examine(content, name)


def test_an_archive_that_would_burst_is_refused_unopened():
    with pytest.raises(BadInput, match="解压后过大"):
        examine(a_bomb(), "plan.docx")


def test_a_picture_of_too_many_points_is_refused_undrawn():
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(BadInput, match="尺寸过大"):
        examine(out.getvalue(), "huge.png")
