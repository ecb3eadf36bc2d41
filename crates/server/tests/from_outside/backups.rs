//! A data folder held against itself, copied while its server runs, and brought back.

use crate::uploads::upload;
use crate::world::{ROUTE, World};
use server::{Error, Findings, backup, fsck, restore};
use std::path::{Path, PathBuf};

/// A world with two successes from two sources, and an upload.
async fn lived_in() -> (World, Vec<String>) {
    let world = World::new().await;
    let mut ids = Vec::new();
    for words in ["a street", "a harbour"] {
        ids.push(world.create(words).await);
        world.succeeded(ids.last().unwrap()).await;
    }
    let clip = [b"\0\0\0\x18ftypisom\0\0\0\0isommp42".as_slice(), b"\0\0\0\x08moov"].concat();
    upload(&world, "video/mp4", clip).await;
    (world, ids)
}

fn a_file(data: &Path, name: &str) -> PathBuf {
    let mut folders = vec![data.join("files")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path.ends_with(name) => return path,
                _ => {}
            }
        }
    }
    panic!("no {name}")
}

fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[3] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_was_made_while_the_server_ran_serves_what_was_there() {
    let (world, ids) = lived_in().await;
    let place = tempfile::tempdir().unwrap();
    let copied = backup(world.data.path(), &place.path().join("backup")).unwrap();
    assert_eq!(copied.faults, [""; 0]);
    assert!(copied.tasks == 2 && copied.files >= 17, "{copied:?}");
    world.create("later").await;
    let (_old, keys) = world.stop().await;

    let data = tempfile::tempdir().unwrap();
    let restored = restore(&place.path().join("backup"), data.path()).unwrap();
    assert_eq!((restored.tasks, restored.files, restored.bytes), (copied.tasks, copied.files, copied.bytes));
    let world = World::on(data, keys, |_| {}).await;
    let listed = world.get(ROUTE).await;
    assert_eq!(listed.data().as_array().unwrap().len(), 2, "what was made after the copy is not in it");
    for id in ids {
        let task = world.succeeded(&id).await;
        let url = task["task_result"]["videos"][0]["url"].as_str().unwrap();
        let path = url.splitn(4, '/').last().unwrap();
        let text =
            world.http.get(format!("{}/{path}", world.url)).send().await.unwrap().text().await.unwrap();
        assert!(text.starts_with("video.mp4 of a "), "{text}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_missing_or_in_the_way_is_named() {
    let (world, _) = lived_in().await;
    let (data, _keys) = world.stop().await;
    let whole = fsck(data.path()).unwrap();
    assert_eq!((whole.faults.len(), whole.unnamed), (0, 0), "{whole:?}");
    let place = tempfile::tempdir().unwrap();
    backup(data.path(), &place.path().join("good")).unwrap();

    std::fs::write(a_file(data.path(), "audio.wav").with_file_name("stray"), "?").unwrap();
    flip(&a_file(data.path(), "audio.wav"));
    std::fs::write(a_file(data.path(), "audio.mp3"), "short").unwrap();
    std::fs::remove_file(a_file(data.path(), "sheet.png")).unwrap();
    let found = fsck(data.path()).unwrap();
    let mut said: Vec<_> =
        found.faults.iter().filter_map(|fault| fault.split_once(": ")).map(|(_, why)| why).collect();
    said.sort_unstable();
    let [first, second, third] = said[..] else { panic!("{found:?}") };
    assert!(first.starts_with("cannot be read: "), "{first}");
    assert!(second.starts_with("has 5 bytes, not "), "{second}");
    assert_eq!(third, "its bytes are not those that were written");
    assert_eq!(found.unnamed, 1);

    let bad = place.path().join("bad");
    assert_eq!(backup(data.path(), &bad).unwrap().faults.len(), 3, "a copy of what is damaged says so");
    refuses(restore(&bad, &place.path().join("new")), "the backup has 3 faults");
    refuses(restore(&place.path().join("good"), data.path()), "has a database");
    // A log that is left of another database would be played into the restored one.
    let left = place.path().join("left");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("wildtrack.db-wal"), b"of another database").unwrap();
    refuses(restore(&place.path().join("good"), &left), "move it away too");
    refuses(backup(data.path(), &place.path().join("good")), "is not empty");
    assert!(matches!(restore(place.path(), &place.path().join("new")), Err(Error::NoDatabase(_))));
    assert!(matches!(backup(place.path(), &place.path().join("new")), Err(Error::NoDatabase(_))));
}

fn refuses(told: server::Result<Findings>, why: &str) {
    let told = told.unwrap_err().to_string();
    assert!(told.contains(why), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_tasks_come_and_go_is_whole() {
    let world = World::new().await;
    let place = tempfile::tempdir().unwrap();
    for number in 0..6 {
        let mut ids = Vec::new();
        for words in ["a street", "a harbour", "a market"] {
            ids.push(world.create(words).await);
        }
        let (data, to) = (world.data.path().to_owned(), place.path().join(number.to_string()));
        let copying = tokio::task::spawn_blocking(move || backup(&data, &to));
        for id in &ids {
            world.succeeded(id).await;
            crate::uploads::delete(&world, &format!("/api/tasks/{id}")).await;
        }
        let copied = copying.await.unwrap().unwrap();
        assert_eq!(copied.faults, [""; 0]);
        assert_eq!(copied.unnamed, 0);
    }
    world.end().await;
}
