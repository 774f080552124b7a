"""The pages with their files in a bucket of a real S3 server: as with a folder, and plain words when it is away."""

import io
import re

import pytest

from hotline.attachments import Folder
from hotline.attachments.bucket import Bucket
from tests.attachments.pieces import a_photo
from tests.servers import free_port
from tests.web.visitor import Visitor

TEXT = "小区门口的路灯坏了三天，晚上看不见路。"


def write(citizen):
    return citizen.post("/write", {"text": TEXT, "attachments": [(io.BytesIO(a_photo()), "路灯.jpg")]})


@pytest.mark.backend("sqlite")  # what the store does is the same for both
def test_a_photo_is_written_to_the_bucket_and_read_from_it(app, with_parts, new_bucket):
    with_parts(attachments=new_bucket())
    citizen = Visitor(app)
    [number] = re.findall(r"20\d{13}", write(citizen).text.replace(" ", ""))[:1]
    [picture] = re.findall(r'href="([^"]*/files/[^"]*)"', citizen.get(f"/follow/{number}").text)
    assert citizen.get(picture).mimetype == "image/jpeg"
    assert citizen.get(f"{picture}?size=small").data.startswith(b"\xff\xd8")


@pytest.mark.backend("sqlite")  # nothing reaches the database
@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_while_the_store_is_away_the_words_stay_and_may_go_without_the_file(app, with_parts, tmp_path, kind):
    (tmp_path / "files").write_text("a file where the folder should be")
    away = Bucket.from_url(f"s3+http://key:pa55@127.0.0.1:{free_port()}/files")
    with_parts(attachments=Folder(tmp_path / "files") if kind == "folder" else away)
    citizen = Visitor(app)
    refused = write(citizen)
    assert refused.status_code == 503
    assert "附件暂时不能保存" in refused.text
    assert TEXT in refused.text
    assert citizen.post("/write", {"text": TEXT}).request.path == "/receipt"
