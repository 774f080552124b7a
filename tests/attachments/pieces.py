"""Files as people and attackers send them, made here."""

import io
import zipfile
import zlib

import pikepdf
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

COMMENT = "拍摄于家中"


def a_photo(fmt="JPEG", size=(64, 48), **options):
    """Return a picture whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    picture.save(out, fmt, **options)
    return out.getvalue()


def a_photo_with_a_place(orientation=1):
    """Return a JPEG that carries where, when and with what it was taken."""
    exif = Image.Exif()
    exif[Base.Make.value], exif[Base.DateTime.value] = "Camera of somebody", "2026:11:20 08:00:00"
    exif[Base.Orientation.value] = orientation
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (30.0, 35.0, 12.0)})
    return a_photo(exif=exif, comment=COMMENT.encode())


def an_office_file(part="word/document.xml", *, more=()):
    """Return an Office file of the kind that this part makes it, with more parts as (name, content)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<document/>")
        for name, content in more:
            archive.writestr(name, content)
    return out.getvalue()


def a_pdf(**saved):
    """Return a PDF by 李作者 with 王批注's comment and a photo that carries its place; ``saved`` goes to pikepdf."""
    out, name = io.BytesIO(), pikepdf.Name
    with pikepdf.new() as document:
        picture = pikepdf.Stream(document, a_photo_with_a_place(), Subtype=name.Image, Filter=name.DCTDecode)
        picture.ColorSpace, picture.Width, picture.Height, picture.BitsPerComponent = name.DeviceRGB, 64, 48, 8
        note = pikepdf.Dictionary(Subtype=name.Text, Rect=[0, 0, 9, 9], T="王批注", Contents="请修路灯")
        page = document.add_blank_page()
        page.Annots, page.Resources = [note], pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        with document.open_metadata() as about:
            about["dc:creator"] = ["李作者"]
        document.docinfo["/Author"] = "李作者"
        document.save(out, **saved)
    return out.getvalue()


def opened(pdf):
    """Return everything a PDF says, uncompressed, and the pictures in it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = [each for each in document.objects if isinstance(each, pikepdf.Stream)]
        pictures = [each.read_raw_bytes() for each in streams if each.get("/Subtype") == "/Image"]
        document.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue(), pictures


def a_pdf_that_bursts():
    """Return a small PDF whose catalog lies in a stream that unpacks to 80 MB."""
    packed = zlib.compress(b"1 0 <</Type/Catalog/Pages 2 0 R>>" + b" " * (80 * 1024 * 1024), 9)
    pages = b"%PDF-1.5\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    start = b"3 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    holder = start + packed + b"\nendstream\nendobj\n"
    at = (9, len(pages), len(pages) + len(holder))
    rows = b"\0" * 6 + b"\2\0\0\0\3\0" + b"".join(b"\1" + each.to_bytes(4, "big") + b"\0" for each in at)
    table = b"4 0 obj\n<</Type/XRef/Size 5/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(rows)
    return pages + holder + table + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at[2]


def a_bomb():
    """Return a small Office file that unpacks to 200 MB."""
    return an_office_file(more=[("word/media/image1.png", b"\0" * (200 * 1024 * 1024))])
