"""A folder and a bucket keep files alike: once, whole, and as long as a row names them."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from hotline.attachments import Folder, Swept, open_store, sweep
from hotline.attachments.bucket import Bucket
from hotline.errors import ConfigurationError, NotFound, StoreAway
from tests.attachments.object_store import address
from tests.servers import free_port

NOBODY = "0" * 64
LATER, BEFORE = (datetime.now(UTC) + timedelta(days=sign) for sign in (1, -1))


def nothing_named(_digests):
    return ()


def files_in(folder):
    return [each for each in folder.rglob("*") if each.is_file()]


def test_the_same_content_is_kept_once_and_given_back_whole(store):
    digest = store.put("一张照片".encode())
    assert store.put("一张照片".encode()) == digest
    assert store.get(digest).decode() == "一张照片"
    assert list(store.list_put_before(LATER)) == [digest]
    with pytest.raises(NotFound, match="已不在了"):
        store.get(NOBODY)
    assert store.find_trouble() == ""


def test_what_no_row_names_is_swept_once_it_is_old(store):
    named, orphan = store.put(b"named"), store.put(b"orphan")
    assert sweep(store, nothing_named, put_before=BEFORE) == Swept(0, 0, 0)
    assert sweep(store, lambda digests: {named} & set(digests), put_before=LATER) == Swept(2, 1, 1)
    assert store.get(named) == b"named"
    with pytest.raises(NotFound):
        store.get(orphan)
    assert not store.remove(orphan, put_before=LATER)
    assert not store.remove(named, put_before=BEFORE)
    assert store.get(named) == b"named"


def test_two_houses_may_share_a_bucket_under_different_prefixes(new_bucket):
    ours, theirs = new_bucket(), new_bucket()
    digest = theirs.put(b"theirs")
    assert sweep(ours, nothing_named, put_before=LATER) == Swept(0, 0, 0)
    assert theirs.get(digest) == b"theirs"


def test_a_file_that_is_put_again_counts_as_new(tmp_path):
    store = Folder(tmp_path)
    digest = store.put(b"orphan of last year")
    [file] = files_in(tmp_path)
    os.utime(file, (0, 0))
    assert store.put(b"orphan of last year") == digest
    assert sweep(store, nothing_named, put_before=BEFORE).removed == 0
    assert store.get(digest) == b"orphan of last year"


def test_half_written_files_of_killed_programs_are_cleared(tmp_path):
    store = Folder(tmp_path)
    store.put(b"whole")
    half = tmp_path / "unfinished" / "tmp12345"
    half.write_bytes(b"ha")
    sweep(store, lambda digests: digests, put_before=BEFORE)
    assert half.exists()
    sweep(store, lambda digests: digests, put_before=LATER)
    assert len(files_in(tmp_path)) == 1


def test_where_most_files_are_named_by_no_row_nothing_is_touched(tmp_path):
    store = Folder(tmp_path)
    kept = {store.put(f"file {each}".encode()) for each in range(150)}
    few = set(list(kept)[:20])
    swept = sweep(store, lambda digests: few & set(digests), put_before=LATER)
    assert (swept.removed, swept.unnamed, swept.refused) == (0, 130, True)
    assert set(store.list_put_before(LATER)) == kept


def test_a_folder_that_cannot_be_written_is_told_and_takes_nothing(tmp_path):
    (tmp_path / "files").write_text("a file where the folder should be")
    store = Folder(tmp_path / "files")
    assert "不能写入" in store.find_trouble()
    with pytest.raises(StoreAway, match="以后再补充附件"):
        store.put(b"x")
    with pytest.raises(StoreAway, match="暂时不能读取"):
        store.get(NOBODY)


def test_a_bucket_that_is_away_or_not_there_is_told(s3_host):
    away = Bucket.from_url(f"s3+http://key:secret@127.0.0.1:{free_port()}/files")
    with pytest.raises(StoreAway):
        away.put(b"x")
    assert "没有应答" in away.find_trouble()
    assert "没有存储桶 nowhere" in Bucket.from_url(address(s3_host).replace("/files/", "/nowhere/")).find_trouble()
    stranger = Bucket.from_url(address(s3_host).replace("hotline:", "hotline:wrong"))
    assert "无法使用" in stranger.find_trouble()
    with pytest.raises(StoreAway):
        stranger.put(b"x")


@pytest.mark.parametrize(
    "url",
    [
        "https://key:pa55@host/bucket",
        "s3+https://host/bucket",
        "s3+https://key:pa55@host",
        "s3+https://key:pa55@host:port/bucket",
        "s3+https://key:pa55@host/bucket?regoin=x",
        "s3+https://key:pa55@host/bucket?region",
    ],
)
def test_a_misspelt_address_is_refused_without_quoting_its_secret(url, tmp_path):
    with pytest.raises(ConfigurationError, match="HOTLINE_ATTACHMENTS_URL 应写成") as refused:
        open_store(url, tmp_path)
    assert "pa55" not in str(refused.value)


def test_an_address_never_shows_its_secret():
    bucket = Bucket.from_url("s3+https://key:pa55@oss.example.gov.cn/files/hotline?region=cn-north-1")
    assert "pa55" not in f"{bucket!r} {bucket}"
    assert str(bucket) == "oss.example.gov.cn 的存储桶 files/hotline"
