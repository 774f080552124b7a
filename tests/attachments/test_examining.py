"""A file is what its content says, and leaves behind what it should not carry."""

import io

import pytest
from PIL import Image

from hotline.attachments import examine
from hotline.domain.enclosures import JPEG, MOST_BYTES, PDF, PNG, WORD
from hotline.errors import BadInput
from tests.attachments.pieces import COMMENT, a_bomb, a_photo, a_photo_with_a_place, an_office_file

PDF_FILE = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


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
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    about.add_text("Location", "30.58,114.29")
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG", pnginfo=about)
    kept = examine(out.getvalue(), "a.png")
    assert b"114.29" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_as"),
    [
        (a_photo(), "路灯.jpeg", JPEG, "路灯.jpg"),
        (a_photo("PNG"), "D:\\pictures\\screen.exe", PNG, "screen.png"),
        (a_photo("GIF"), "a.gif", PNG, "a.png"),
        (PDF_FILE, "../../etc/合同\u202efdp.exe", PDF, "合同fdp.pdf"),
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
