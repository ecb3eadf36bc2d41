//! The API's document (OpenAPI 3.1), the page to browse it, and the reference made from it.

mod page;
mod reference;

pub(super) use page::page;
pub use reference::reference;

use super::{kling, ours};
use serde_json::{Value, json};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, Content, InfoBuilder, License, OpenApi, OpenApiBuilder, PathItem, Ref, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// What stands above everything.
const ABOUT: &str = "Sound for silent video, self-hosted. The routes outside /api/ and /f/ speak the protocol of Kling AI's Video \
to Audio API, and answer under /kling as well. Every answer but the bytes of files is an envelope: `code` 0 and `data`, or another \
`code`, a `message` and no `data`.";

/// The sections, in their order.
const SECTIONS: [(&str, &str); 7] = [
    ("Video to Audio", "A silent clip of 3 to 20 s becomes a clip with sound"),
    ("Text to Audio", "Words become 3 to 10 s of sound"),
    ("Account", "What the account that asks has and may have"),
    ("Uploads", "Videos that come without a URL"),
    ("Tasks", "More about a task of either kind"),
    ("Results", "The bytes behind signed URLs"),
    ("Server", "For whoever runs it"),
];

/// The methods that routes have, in the order in which they are listed.
pub(super) const METHODS: [&str; 4] = ["get", "put", "post", "delete"];

/// The document of every route.
pub fn document() -> Value {
    let mut document = serde_json::to_value(described()).expect("a document is JSON");
    complete(&mut document);
    document
}

/// What the builders have no words for.
fn complete(document: &mut Value) {
    let body = &mut document["components"]["schemas"]["VideoToAudioBody"];
    let one = |given: &str, absent: &str| json!({ "required": [given], "properties": { given: { "type": "string", "minLength": 1 }, absent: { "enum": ["", null] } } });
    body["oneOf"] = json!([one("video_id", "video_url"), one("video_url", "video_id")]);
    document["paths"]["/api/tasks/{id}/events"]["get"]["responses"]["200"]["content"]["text/event-stream"]
        ["schema"] = json!({
        "type": "object",
        "properties": {
            "event": { "enum": ["progress", "end"] },
            "data": { "type": "string", "contentMediaType": "application/json", "description": "As the progress route answers" }
        }
    });
    let tags = SECTIONS.map(|(name, description)| json!({ "name": name, "description": description }));
    document["tags"] = json!(tags);
    for path in ["/v1/audio/video-to-audio", "/v1/audio/text-to-audio"] {
        for parameter in document["paths"][path]["get"]["parameters"].as_array_mut().into_iter().flatten() {
            parameter["allowEmptyValue"] = json!(true);
        }
    }
}

fn described() -> OpenApi {
    let head = OpenApiBuilder::new().info(
        InfoBuilder::new()
            .title("Wildtrack")
            .version(env!("CARGO_PKG_VERSION"))
            .description(Some(ABOUT))
            .license(Some(License::new("MIT OR Apache-2.0"))),
    );
    let routes = OpenApiRouter::<std::sync::Arc<crate::app::App>>::with_openapi(head.build());
    let mut document = routes.merge(kling()).merge(ours()).to_openapi();
    document.security = Some(vec![SecurityRequirement::new("bearer", [""; 0])]);
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme(
        "bearer",
        bearer("An API key, or a JWT (HS256) signed with the account's secret key"),
    );
    components.add_security_scheme("metrics", bearer("The token of the setting --metrics-token"));
    let refusal = <wire::RefusalBody as PartialSchema>::schema();
    components.schemas.insert(<wire::RefusalBody as ToSchema>::name().into_owned(), refusal);
    document.paths.paths.values_mut().flat_map(operations).for_each(add_refusals);
    document
}

fn bearer(what: &str) -> SecurityScheme {
    SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(what)).build())
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete].into_iter().filter_map(Option::as_mut)
}

/// Adds to an operation every refusal that it can be answered with.
fn add_refusals(operation: &mut Operation) {
    let is_open = operation.security.as_ref().is_some_and(|security| {
        security.iter().all(|requirement| *requirement == SecurityRequirement::default())
    });
    let has_body = operation.request_body.is_some();
    let table = [
        (!is_open, "400", "The request or one of its parameters is wrong: codes 1200, 1201"),
        (!is_open, "401", "Whose request it is cannot be told: codes 1000 to 1004"),
        (true, "404", "There is no such thing here, or not by this method: codes 1203, 1202"),
        (has_body, "408", "The body took too long to arrive: code 1200"),
        (has_body, "413", "The body is too large: code 1200"),
        (has_body, "415", "The body is of another type: code 1200"),
        (has_body, "429", "Packs, slots or storage are used up: codes 1102, 1303, 1100"),
        (true, "431", "The head of the request is too large: code 1200"),
        (true, "500", "A fault of ours: code 5000"),
        (true, "503", "Full, or stopping: code 5001"),
    ];
    for (_, status, what) in table.into_iter().filter(|(applies, ..)| *applies) {
        let body = Ref::from_schema_name(<wire::RefusalBody as ToSchema>::name());
        let response = ResponseBuilder::new().description(what);
        let response = response.content("application/json", Content::new(Some(body))).build();
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| response.into());
    }
}
