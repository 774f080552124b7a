"""Files as people and attackers send them, made here."""

import io
import zipfile

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


def a_bomb():
    """Return a small Office file that unpacks to 200 MB."""
    return an_office_file(more=[("word/media/image1.png", b"\0" * (200 * 1024 * 1024))])
