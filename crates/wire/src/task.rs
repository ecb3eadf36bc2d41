//! The task as callers see it: in the answers to create, read and list, and flat in a callback.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// How far a task has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Accepted, not begun.
    Submitted,
    /// Being worked on.
    Processing,
    /// Ended well.
    Succeed,
    /// Ended badly; the message says why.
    Failed,
}

/// A length of time in ms; on the wire a string of seconds with three decimals (`"5.041"`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, pattern = r"^[0-9]+\.[0-9]{3}$", examples("5.041"))]
pub struct Milliseconds(pub u64);

impl Serialize for Milliseconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}.{:03}", self.0 / 1000, self.0 % 1000))
    }
}

/// The `data` of a create's answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreatedTask {
    /// 18 decimal digits.
    #[schema(pattern = "^[0-9]{18}$")]
    pub task_id: String,
    /// `{}` when there is nothing to say.
    pub task_info: TaskInfo,
    /// Always `submitted`, unless a request is replayed.
    pub task_status: Status,
    /// Unix ms.
    pub created_at: i64,
    /// Unix ms.
    pub updated_at: i64,
}

/// The `data` of a read, one element of a list, and the whole body of a callback.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskObject {
    /// 18 decimal digits.
    #[schema(pattern = "^[0-9]{18}$")]
    pub task_id: String,
    /// How far the task has come.
    pub task_status: Status,
    /// Why it failed, else `""`.
    pub task_status_msg: String,
    /// `{}` when there is nothing to say.
    pub task_info: TaskInfo,
    /// Absent until the task has succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub task_result: Option<TaskResult>,
    /// Units charged, a decimal string; absent until the task has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub final_unit_deduction: Option<String>,
    /// Unix ms.
    pub created_at: i64,
    /// Unix ms.
    pub updated_at: i64,
}

/// What is known about the task from its creation on.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct TaskInfo {
    /// The caller's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub external_task_id: Option<String>,
    /// The source video, once it has been fetched and probed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_video: Option<ParentVideo>,
}

/// The source video.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ParentVideo {
    /// Usable as `video_id`.
    pub id: String,
    /// Where it came from.
    pub url: String,
    /// Its length.
    pub duration: Milliseconds,
}

/// What a succeeded task made; both empty once the files have been cleared.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct TaskResult {
    /// The picture with its new sound; absent where there never was a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub videos: Option<Vec<Video>>,
    /// The sound alone.
    pub audios: Vec<Audio>,
}

/// The source picture, untouched, with the new sound.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Video {
    /// Usable as `video_id`.
    pub id: String,
    /// Signed; needs no header.
    pub url: String,
    /// Its length.
    pub duration: Milliseconds,
}

/// The sound in two formats.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Audio {
    /// Unique over all tasks.
    pub id: String,
    /// Signed; needs no header.
    pub url_mp3: String,
    /// Signed; needs no header.
    pub url_wav: String,
    /// Length of the MP3.
    pub duration_mp3: Milliseconds,
    /// Length of the WAV.
    pub duration_wav: Milliseconds,
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const AT_MS: i64 = 1_722_769_557_708;

    fn check(object: impl Serialize, expected: Expect) {
        expected.assert_eq(&serde_json::to_string_pretty(&object).unwrap());
    }

    fn task(task_status: Status) -> TaskObject {
        TaskObject {
            task_id: "859012345678901234".into(),
            task_status,
            task_status_msg: String::new(),
            task_info: TaskInfo::default(),
            task_result: None,
            final_unit_deduction: None,
            created_at: AT_MS,
            updated_at: AT_MS,
        }
    }

    fn parent() -> ParentVideo {
        ParentVideo { id: "v-1".into(), url: "http://h/a.mp4".into(), duration: Milliseconds(5041) }
    }

    #[test]
    fn a_created_task_says_little() {
        let created = CreatedTask {
            task_id: "859012345678901234".into(),
            task_info: TaskInfo { external_task_id: Some("order-7".into()), parent_video: None },
            task_status: Status::Submitted,
            created_at: AT_MS,
            updated_at: AT_MS,
        };
        check(
            created,
            expect![[r#"
            {
              "task_id": "859012345678901234",
              "task_info": {
                "external_task_id": "order-7"
              },
              "task_status": "submitted",
              "created_at": 1722769557708,
              "updated_at": 1722769557708
            }"#]],
        );
    }

    #[test]
    fn a_new_task_has_an_empty_info_and_no_result() {
        check(
            task(Status::Submitted),
            expect![[r#"
            {
              "task_id": "859012345678901234",
              "task_status": "submitted",
              "task_status_msg": "",
              "task_info": {},
              "created_at": 1722769557708,
              "updated_at": 1722769557708
            }"#]],
        );
    }

    #[test]
    fn a_succeeded_task_has_everything() {
        let audio = Audio {
            id: "a-1".into(),
            url_mp3: "http://h/f/a.mp3".into(),
            url_wav: "http://h/f/a.wav".into(),
            duration_mp3: Milliseconds(5062),
            duration_wav: Milliseconds(5041),
        };
        let video = Video { id: "v-2".into(), url: "http://h/f/v.mp4".into(), duration: Milliseconds(5041) };
        let done = TaskObject {
            task_info: TaskInfo { external_task_id: Some("order-7".into()), parent_video: Some(parent()) },
            task_result: Some(TaskResult { videos: Some(vec![video]), audios: vec![audio] }),
            final_unit_deduction: Some("0.25".into()),
            ..task(Status::Succeed)
        };
        check(
            done,
            expect![[r#"
            {
              "task_id": "859012345678901234",
              "task_status": "succeed",
              "task_status_msg": "",
              "task_info": {
                "external_task_id": "order-7",
                "parent_video": {
                  "id": "v-1",
                  "url": "http://h/a.mp4",
                  "duration": "5.041"
                }
              },
              "task_result": {
                "videos": [
                  {
                    "id": "v-2",
                    "url": "http://h/f/v.mp4",
                    "duration": "5.041"
                  }
                ],
                "audios": [
                  {
                    "id": "a-1",
                    "url_mp3": "http://h/f/a.mp3",
                    "url_wav": "http://h/f/a.wav",
                    "duration_mp3": "5.062",
                    "duration_wav": "5.041"
                  }
                ]
              },
              "final_unit_deduction": "0.25",
              "created_at": 1722769557708,
              "updated_at": 1722769557708
            }"#]],
        );
    }

    #[test]
    fn a_failed_task_says_why_and_costs_nothing() {
        let failed = TaskObject {
            task_status_msg: "The video is 21.4 s long; 3.0 to 20.0 s are allowed.".into(),
            final_unit_deduction: Some("0".into()),
            ..task(Status::Failed)
        };
        check(
            failed,
            expect![[r#"
            {
              "task_id": "859012345678901234",
              "task_status": "failed",
              "task_status_msg": "The video is 21.4 s long; 3.0 to 20.0 s are allowed.",
              "task_info": {},
              "final_unit_deduction": "0",
              "created_at": 1722769557708,
              "updated_at": 1722769557708
            }"#]],
        );
    }

    #[test]
    fn durations_are_seconds_with_three_decimals() {
        let texts = [0, 7, 999, 1000, 20_049].map(|ms| serde_json::to_string(&Milliseconds(ms)).unwrap());
        expect![[r#""0.000" "0.007" "0.999" "1.000" "20.049""#]].assert_eq(&texts.join(" "));
    }

    #[test]
    fn a_status_is_spelled_as_the_protocol_spells_it() {
        let all = [Status::Submitted, Status::Processing, Status::Succeed, Status::Failed];
        expect![[r#"["submitted","processing","succeed","failed"]"#]]
            .assert_eq(&serde_json::to_string(&all).unwrap());
    }
}
