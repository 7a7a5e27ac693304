//! What Tera says of a template, in Chinese. What is not known here keeps its own words, in brackets behind a sentence that
//! says as much as is sure.

/// A message of Tera in Chinese.
#[must_use]
pub fn chinese(message: &str) -> String {
    let name = quoted(message).unwrap_or_default();
    let known = [
        ("Unexpected end of input", "写到一半就完了，少了收尾，例如 {% endif %}、{% endfor %}、{% endblock %}"),
        ("unexpected end of string", "引号没有收尾"),
        ("unexpected end of raw block", "{% raw %} 没有用 {% endraw %} 收尾"),
        ("Unexpected character", "{{ … }} 或 {% … %} 里有不认识的字符，符号要用英文的"),
        ("Unknown tag", "{% … %} 里的第一个词不认识"),
        ("Tried to render a variable that is undefined", "这个变量没有值"),
        ("Tried to escape an undefined value", "这个变量没有值"),
        ("Cannot index into an undefined value", "前面的变量没有值，取不出里面的内容"),
        ("Math operations can only be done on numbers", "只有数才能加减乘除"),
        ("The template nesting is too deep", "一层套一层，套得太深"),
        ("The expression is too complex", "这个式子太复杂"),
        ("This content would be ignored", "套用别的模板时，内容要写在 {% block … %} 里面，写在外面的不会显示"),
        ("Missing keyword argument", "少了一个参数"),
        ("Invalid type for the value", "值的种类不对"),
    ];
    if let Some((_, words)) = known.iter().find(|(english, _)| message.starts_with(english)) {
        return if name.is_empty() || !message.starts_with("Missing") { (*words).to_owned() } else { format!("{words} {name}") };
    }
    if message.contains("is not defined") || message.contains("its value is undefined") {
        return format!("没有“{name}”这一项");
    }
    let lower = message.to_lowercase();
    for (what, word) in [("filter", "过滤器"), ("test", "判断"), ("function", "函数"), ("component", "组件"), ("template", "模板")]
    {
        let missing = ["not registered", "not found"].iter().any(|words| lower.contains(words)) && lower.starts_with(what);
        if missing || lower.strip_prefix("unknown ").is_some_and(|rest| rest.starts_with(what)) {
            return format!("没有{word}“{name}”");
        }
    }
    let found =
        message.strip_prefix("Found ").and_then(|rest| rest.split_once(" but expected ").or(rest.split_once(" but was expecting ")));
    if let Some((found, wanted)) = found {
        let (found, wanted) = (found.trim_matches('`'), wanted.trim_end_matches('.'));
        return format!("这里是“{found}”，应该是别的写法（要的是：{wanted}）");
    }
    // What the generator itself says is Chinese already.
    if message.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return message.to_owned();
    }
    format!("这里有错（{message}）")
}

/// The first name in quotes.
fn quoted(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once(['`', '\''])?;
    rest.split_once(['`', '\'']).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::chinese;

    #[test]
    fn what_is_said_often_is_chinese_and_the_rest_keeps_its_words_in_brackets() {
        let cases = [
            ("Unexpected end of input", "写到一半就完了，少了收尾，例如 {% endif %}、{% endfor %}、{% endblock %}"),
            ("Variable `nothing` is not defined. Available variables: page", "没有“nothing”这一项"),
            ("Filter `upp` is not registered", "没有过滤器“upp”"),
            ("Missing keyword argument `path`", "少了一个参数 path"),
            ("没有叫“a.png”的样式、脚本或文件", "没有叫“a.png”的样式、脚本或文件"),
            ("Components are fun", "这里有错（Components are fun）"),
        ];
        for (english, words) in cases {
            assert_eq!(chinese(english), words);
        }
    }
}
