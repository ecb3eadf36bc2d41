//! The API's document as a client reads it: what the tests that are generated from it need.

use crate::world::World;
use reqwest::Method;
use serde_json::Value;

/// One operation of the document.
pub struct Operation {
    pub method: Method,
    /// As it stands in the document, with `{…}`.
    pub path: String,
    pub body: Value,
}

impl Operation {
    /// The path with `name` of its parameters replaced by `values`, in order.
    pub fn path_with(&self, value: &dyn Fn(&str) -> String) -> String {
        let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => value(name),
            None => part.to_owned(),
        };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// Whether anybody may ask.
    pub fn is_open(&self) -> bool {
        self.body["security"]
            .as_array()
            .is_some_and(|all| all.iter().all(|one| one.as_object().unwrap().is_empty()))
    }

    /// Whether the operator's token is asked for, not an account's.
    pub fn is_operators(&self) -> bool {
        self.body["security"][0].get("metrics").is_some()
    }

    /// The schema of its JSON body, if it has one.
    pub fn json_body<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        let schema = self.body.pointer("/requestBody/content/application~1json/schema/$ref")?;
        document.pointer(schema.as_str()?.trim_start_matches('#'))
    }
}

/// The document that the server serves.
pub async fn document(world: &World) -> Value {
    let answer = world.http.get(format!("{}/api/openapi.json", world.url)).send().await.unwrap();
    answer.json().await.unwrap()
}

/// Every operation of it; those of the alias too.
pub fn operations(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, body) in item.as_object().unwrap() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let is_klings = path.starts_with("/v1/") || path.starts_with("/account/");
            let alias = is_klings.then(|| format!("/kling{path}"));
            for path in [Some(path.clone()), alias].into_iter().flatten() {
                operations.push(Operation { method: method.clone(), path, body: body.clone() });
            }
        }
    }
    operations
}
