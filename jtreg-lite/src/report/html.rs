//! The report as one HTML file that needs nothing else: the data is in it, and the filters are a small script.

use serde_json::Value;

const PAGE: &str = include_str!("report.html");

/// The page for a report in JSON.
pub fn report(data: &Value) -> String {
    // Within a script element, only `</` could end the data early; JSON allows the slash to be escaped.
    PAGE.replace("@DATA@", &data.to_string().replace("</", "<\\/"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn data_cannot_end_the_script() {
        let page = super::report(&serde_json::json!({"x": "</script><b>"}));
        assert!(page.contains("<\\/script>") && !page.contains("</script><b>"));
    }
}
