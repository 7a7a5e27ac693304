//! Headers for servers, ready to include: nginx, Caddy, and hosts that read a `_headers` file.

use crate::build::security_headers;
use crate::content::Settings;

use super::manifest::MANIFEST;

const FOREVER: &str = "public, max-age=31536000, immutable";
/// The pages, and above all the service worker: a browser that held on to an old one would learn of no update.
const FRESH: &str = "no-cache";

/// What some servers do not know by its ending.
const MANIFEST_TYPE: &str = "application/manifest+json";

/// Files by name. What a server must not serve stands in `deploy/`, outside of no page's way.
#[must_use]
pub fn servers(settings: &Settings) -> Vec<(&'static str, String)> {
    let headers = security_headers(settings);
    vec![("_headers", host(&headers)), ("deploy/nginx.conf", nginx(&headers)), ("deploy/Caddyfile", caddy(&headers))]
}

type Header = (&'static str, String);

fn host(headers: &[Header]) -> String {
    let mut out = String::from("/*\n");
    for (name, value) in headers {
        out.push_str(&format!("  {name}: {value}\n"));
    }
    out.push_str(&format!(
        "  Cache-Control: {FRESH}\n/assets/*\n  ! Cache-Control\n  Cache-Control: {FOREVER}\n/{MANIFEST}\n  Content-Type: {MANIFEST_TYPE}\n"
    ));
    out
}

fn nginx(headers: &[Header]) -> String {
    let list = |indent: &str, cache: &str| {
        let all = headers.iter().map(|(name, value)| format!("{indent}add_header {name} \"{value}\" always;\n")).collect::<String>();
        format!("{all}{indent}add_header Cache-Control \"{cache}\" always;\n")
    };
    format!(
        "# 放进 server {{ … }} 里面：include /路径/deploy/nginx.conf;\n\
         # add_header 不会传进 location，所以两处都要写。\n\
         charset utf-8;\nindex index.html;\nabsolute_redirect off;\nerror_page 404 /404.html;\ngzip on;\ngzip_types text/css text/javascript application/json application/manifest+json application/wasm application/xml text/xml image/svg+xml;\n\
         location = /_headers {{ return 404; }}\nlocation ^~ /deploy/ {{ return 404; }}\nlocation ~ /\\. {{ return 404; }}\n\
         location ^~ /assets/ {{\n    types {{ application/wasm wasm; text/css css; text/javascript js; application/json json; image/svg+xml svg; image/png png; image/jpeg jpg jpeg; image/webp webp; font/woff2 woff2; }}\n    default_type application/octet-stream;\n{}}}\n\
         location = /{MANIFEST} {{\n    types {{ }}\n    default_type {MANIFEST_TYPE};\n{}}}\n\
         location / {{\n    try_files $uri $uri/ =404;\n{}}}\n",
        list("    ", FOREVER),
        list("    ", FRESH),
        list("    ", FRESH),
    )
}

fn caddy(headers: &[Header]) -> String {
    let all = headers.iter().map(|(name, value)| format!("    {name} \"{value}\"\n")).collect::<String>();
    format!(
        "# 放进站点的 {{ … }} 里面：import /路径/deploy/Caddyfile\n\
         encode zstd gzip\n\
         header {{\n{all}}}\n\
         @fresh not path /assets/*\n\
         header @fresh Cache-Control \"{FRESH}\"\n\
         header /assets/* Cache-Control \"{FOREVER}\"\n\
         header /{MANIFEST} Content-Type \"{MANIFEST_TYPE}\"\n\
         @hidden path /_headers /deploy/* /.*\n\
         respond @hidden 404\n\
         handle_errors {{\n    rewrite * /404.html\n    file_server\n}}\n\
         file_server\n"
    )
}
