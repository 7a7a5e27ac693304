//! Compiles what the browser runs, the calculator, the QR codes, the sealing of reports and the screening of spreadsheets, so that
//! the binary carries it inside.
//!
//! All are built by a cargo of their own in a target folder of their own: the outer cargo holds the lock on its folder
//! while this script runs. What comes out of each are `NAME.js` (bridge and loader, an ES module) and `NAME.wasm`.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Its instructions are those of WebAssembly 1.0, which every browser that knows WebAssembly accepts.
const ANY_BROWSER: Platform = Platform { target: "wasm32v1-none", profile: "wasm" };

/// With Rust's standard library, for readers of spreadsheets that need it. Its instructions are those that browsers have known
/// since 2021, and an office's PC has one of those.
const OFFICE: Platform = Platform { target: "wasm32-unknown-unknown", profile: "wasm-office" };

/// What a module is compiled for.
struct Platform {
    target: &'static str,
    profile: &'static str,
}

/// A crate that runs in the browser.
struct Module {
    /// Its folder in the workspace. The package is `mingbai-FOLDER`, its loader `FOLDER/loader.js`.
    folder: &'static str,
    /// What its files are called on the site.
    name: &'static str,
    platform: Platform,
}

const MODULES: [Module; 4] = [
    Module { folder: "wasm", name: "calculator", platform: ANY_BROWSER },
    Module { folder: "code", name: "code", platform: ANY_BROWSER },
    Module { folder: "seal", name: "seal", platform: ANY_BROWSER },
    Module { folder: "screener", name: "screener", platform: OFFICE },
];

/// What else they are made of, seen from the workspace.
const SOURCES: [&str; 8] =
    ["bridge", "rules/src", "rules/Cargo.toml", "screening/src", "screening/Cargo.toml", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("what the browser runs could not be built: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let workspace = here.parent().ok_or("the crate `site` stands in no workspace")?;
    let own = MODULES.iter().flat_map(|module| ["src", "loader.js", "Cargo.toml"].map(|part| format!("{}/{part}", module.folder)));
    // Relative to this crate: a target folder that another clone has filled must not look into that clone.
    for source in own.chain(SOURCES.map(str::to_owned)) {
        println!("cargo::rerun-if-changed=../{source}");
    }
    // `include_dir!` sees that a file has changed, but not that there is a new one.
    println!("cargo::rerun-if-changed=../templates");
    let out = PathBuf::from(variable("OUT_DIR")?);
    for platform in [ANY_BROWSER, OFFICE] {
        add_target(platform.target)?;
    }
    let target_folder = out.join("wasm");
    for module in &MODULES {
        put(module, workspace, &compile(module, workspace, &target_folder)?, &out)?;
    }
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("cargo did not set {name}"))
}

/// Adds the target to the toolchain where it is missing.
fn add_target(target: &str) -> Result<(), Box<dyn Error>> {
    let rustc = variable("RUSTC")?;
    let library = Command::new(rustc).args(["--print", "target-libdir", "--target", target]).output()?;
    let path = String::from_utf8(library.stdout)?;
    if library.status.success() && Path::new(path.trim()).is_dir() {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", target]);
    if let Ok(toolchain) = env::var("RUSTUP_TOOLCHAIN") {
        rustup.args(["--toolchain", &toolchain]);
    }
    let added = rustup.status().is_ok_and(|status| status.success());
    let missing = || format!("install Rust's standard library for {target} (`rustup target add {target}`)");
    if added { Ok(()) } else { Err(missing().into()) }
}

/// Compiles a module and returns its path.
fn compile(module: &Module, workspace: &Path, target_folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let mut cargo = Command::new(variable("CARGO")?);
    let Platform { target, profile } = module.platform;
    // Its manifest also asks for a library, for its tests; the linker looks through the whole program only without one.
    cargo.args(["rustc", "--lib", "--crate-type", "cdylib", "--locked", "--quiet", "--profile", profile, "--target", target]);
    cargo.arg(format!("--package=mingbai-{}", module.folder));
    cargo.arg("--manifest-path").arg(workspace.join("Cargo.toml")).arg("--target-dir").arg(target_folder);
    // What was set for the outer build (clippy's wrapper, flags for the host) is not meant for this one.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        let outer = name.starts_with("CARGO_ENCODED_") || name.starts_with("CARGO_BUILD_") || name.starts_with("CARGO_PROFILE_");
        if outer || ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_TARGET_DIR", "CLIPPY_ARGS"].contains(&&*name) {
            cargo.env_remove(&*name);
        }
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", anywhere(workspace)?);
    if !cargo.status()?.success() {
        return Err("cargo failed (see above)".into());
    }
    Ok(target_folder.join(target).join(profile).join(format!("mingbai_{}.wasm", module.folder)))
}

/// Flags that put the same names in the place of this machine's folders, so that the same source gives the same module
/// everywhere: a panic tells the file that it is in. Where several prefixes fit, the last one counts.
fn anywhere(workspace: &Path) -> Result<String, Box<dyn Error>> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let cargo_home = cargo_home.ok_or("neither CARGO_HOME nor a home folder is known")?;
    let mut prefixes = vec![(workspace.to_path_buf(), "/mingbai".to_owned()), (cargo_home.clone(), "/cargo".to_owned())];
    // One folder for each registry; a mirror has another name than the registry itself.
    if let Ok(registries) = fs::read_dir(cargo_home.join("registry/src")) {
        prefixes.extend(registries.flatten().map(|registry| (registry.path(), "/crates".to_owned())));
    }
    // Where the standard library's source is installed, the compiler names it there.
    let rustc = variable("RUSTC")?;
    let asked = |arguments: &[&str]| -> Result<String, Box<dyn Error>> {
        Ok(String::from_utf8(Command::new(&rustc).args(arguments).output()?.stdout)?)
    };
    let version = asked(&["--version", "--verbose"])?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown");
    let library = Path::new(asked(&["--print", "sysroot"])?.trim()).join("lib/rustlib/src/rust");
    prefixes.push((library, format!("/rustc/{commit}")));
    let mut flags: Vec<String> = prefixes.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect();
    // Numbers that the linker has filled in take no more bytes than they need.
    flags.push("-Clink-arg=--compress-relocations".into());
    Ok(flags.join("\u{1f}"))
}

/// Writes a module, and the bridge and its loader as one ES module.
fn put(module: &Module, workspace: &Path, compiled: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let bridge = fs::read_to_string(workspace.join("bridge/bridge.js"))?;
    let loader = fs::read_to_string(workspace.join(module.folder).join("loader.js"))?;
    fs::write(out.join(module.name).with_extension("js"), [bridge, loader].concat())?;
    fs::copy(compiled, out.join(module.name).with_extension("wasm"))?;
    Ok(())
}
