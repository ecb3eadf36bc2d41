//! The reference `docs/api.md`, made from the document, the code table, and what we decided.

use super::{METHODS, SECTIONS};
use serde_json::Value;
use std::fmt::{Result, Write};
use wire::Code;

/// What the protocol leaves open and how we read it.
const DECIDED: &str = include_str!("decided.md");

/// The whole page, as Markdown.
pub fn reference() -> String {
    let document = super::document();
    let mut page = String::new();
    write_page(&mut page, &document).expect("a string takes any text");
    page
}

fn write_page(page: &mut String, document: &Value) -> Result {
    writeln!(page, "# The HTTP API\n")?;
    writeln!(
        page,
        "Generated from the server's own document (`GET /api/openapi.json`; browse it at `/api/docs/`).\n"
    )?;
    writeln!(page, "{}\n", text(&document["info"]["description"]))?;
    let mut tag = "";
    let mut operations: Vec<_> = operations(document).collect();
    operations.sort_by_key(|(.., operation)| place_of(text(&operation["tags"][0])));
    for (path, method, operation) in &operations {
        let its = text(&operation["tags"][0]);
        if its != tag {
            writeln!(page, "## {its}\n")?;
            tag = its;
        }
        write_operation(page, (path, method), operation)?;
    }
    write_codes(page)?;
    write_schemas(page, &document["components"]["schemas"])?;
    writeln!(page, "{}", DECIDED.trim_end())
}

/// The order of the sections.
fn place_of(tag: &str) -> usize {
    SECTIONS.iter().position(|(known, _)| *known == tag).unwrap_or(SECTIONS.len())
}

/// Path, method and operation, in the document's order.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &'static str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        METHODS.into_iter().filter_map(move |method| Some((path.as_str(), method, item.get(method)?)))
    })
}

fn write_operation(page: &mut String, (path, method): (&str, &str), operation: &Value) -> Result {
    writeln!(page, "### `{} {path}`\n", method.to_uppercase())?;
    write!(page, "{}.", text(&operation["summary"]))?;
    match operation["description"].as_str() {
        Some(description) => writeln!(page, " {}\n", in_one_line(description))?,
        None => writeln!(page, "\n")?,
    }
    let parameters = operation["parameters"].as_array().filter(|all| !all.is_empty());
    if let Some(parameters) = parameters {
        writeln!(page, "| parameter | in | | |\n|---|---|---|---|")?;
        for parameter in parameters {
            let need = if parameter["required"] == true { "required" } else { "optional" };
            let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
            writeln!(page, "| `{name}` | {place} | {need} | {} |", limits(parameter))?;
        }
        writeln!(page)?;
    }
    for (kind, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
        writeln!(page, "Body `{kind}`: {}\n", shape(&content["schema"]))?;
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        if !status.starts_with('2') {
            continue;
        }
        for (kind, content) in response["content"].as_object().into_iter().flatten() {
            writeln!(page, "Answers {status} `{kind}`: {}\n", shape(&content["schema"]))?;
        }
    }
    Ok(())
}

/// A parameter's description with its bounds.
fn limits(parameter: &Value) -> String {
    let (mut words, schema) = (vec![text(&parameter["description"]).to_owned()], &parameter["schema"]);
    if let (Some(least), Some(most)) = (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        words.push(format!("{least} to {most}"));
    }
    if let Some(most) = schema["maxLength"].as_u64() {
        words.push(format!("at most {most} characters"));
    }
    words.join("; ")
}

fn write_codes(page: &mut String) -> Result {
    writeln!(
        page,
        "## Codes\n\n| code | HTTP | message, where there is nothing more exact to say | wait |\n|---|---|---|---|"
    )?;
    for code in Code::ALL {
        let wait = if code.passes() { "`Retry-After`" } else { "" };
        writeln!(page, "| {} | {} | {} | {wait} |", code.number(), code.http(), code.message())?;
    }
    writeln!(page)
}

fn write_schemas(page: &mut String, schemas: &Value) -> Result {
    writeln!(page, "## Shapes\n")?;
    for (name, schema) in schemas.as_object().into_iter().flatten() {
        let envelope = name.starts_with("Envelope_");
        if envelope {
            continue;
        }
        writeln!(page, "### {name}\n\n{}\n", in_one_line(text(&schema["description"])))?;
        let required: Vec<_> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let Some(properties) = schema["properties"].as_object() else {
            writeln!(page, "{}\n", shape(schema))?;
            continue;
        };
        writeln!(page, "| field | | |\n|---|---|---|")?;
        for (field, property) in properties {
            let may = if required.contains(&field.as_str()) { "" } else { ", may be absent" };
            let says = in_one_line(text(&property["description"]));
            writeln!(page, "| `{field}` | {}{may} | {says} |", shape(property))?;
        }
        writeln!(page)?;
    }
    Ok(())
}

/// A schema in a few words.
fn shape(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return match name.strip_prefix("Envelope_") {
            Some(data) => format!("an envelope with `data`: {}", data.replace("Vec_", "array of ")),
            None => name.to_owned(),
        };
    }
    let choices = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema[*key].as_array());
    if let Some(choices) = choices {
        return choices.iter().map(shape).collect::<Vec<_>>().join(" or ");
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().map(|value| format!("`{}`", text(value))).collect();
        return values.join(" or ");
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("array of {}", shape(&schema["items"])),
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" or "),
        _ => "any JSON".to_owned(),
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
