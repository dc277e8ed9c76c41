//! What can be typed, as clap's derived types: help, completions and the manual page are made from them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns Markdown project write-ups and YAML skill metadata into a themed static portfolio.
#[derive(Debug, Parser)]
#[command(name = "showpiece", version, about, disable_help_subcommand = true, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,

    /// How to report problems.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub format: Format,

    /// Print errors only.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print more detail.
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The faces of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Excerpts with carets, on standard error.
    Human,
    /// One line of JSON on standard output.
    Json,
    /// Annotations for GitHub Actions on standard output, beside the excerpts.
    Github,
    /// A SARIF 2.1.0 log on standard output.
    Sarif,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new site.
    Init(InitArguments),
    /// Make a new project, post or page in a site.
    New(NewArguments),
    /// Build a site.
    Build(BuildArguments),
    /// Check a site: links, texts, pictures, and what a reviewer will look for.
    Check(CheckArguments),
    /// Show a site in the browser, live while you write.
    Serve(ServeArguments),
    /// List themes, begin one, copy a template out of one, and see what changed since.
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Publish a site: with GitHub Actions, or as a commit on a branch.
    #[command(subcommand)]
    Publish(PublishCommand),
    /// Check whether a site, its repository and its hosting fit together.
    Doctor(DoctorArguments),
    /// Run the Python snippets that are marked, and compare what they print with what the pages say.
    Verify(VerifyArguments),
    /// Remove what Showpiece wrote to the output folder.
    Clean(CleanArguments),
    /// Explain a diagnostic, or list what a page reads.
    Explain(ExplainArguments),
    /// Write JSON Schemas of the site's files, so that editors complete and check them.
    Schema(SchemaArguments),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page of the program, or of one of its commands.
    #[command(name = "man", hide = true)]
    Manual {
        /// The command, such as `build` or `publish branch`.
        command: Vec<String>,
    },
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArguments {
    /// The folder to make the site in.
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// Ask nothing; take the defaults and the flags.
    #[arg(long, short)]
    pub yes: bool,
    /// Write no workflow for GitHub Pages.
    #[arg(long)]
    pub no_github: bool,
    /// The site's title.
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Your name.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The address at which the site will be published.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct NewArguments {
    /// What to make.
    pub kind: NewKind,
    /// Its title.
    pub title: String,
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
}

/// What `new` can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// A project write-up.
    Project,
    /// A post.
    Post,
    /// A page.
    Page,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// Where to write the site [default: `public` in the site's folder].
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Publish at this address instead of the configured one. Where none is configured, the builds of GitHub, GitLab, Codeberg,
    /// Netlify and Cloudflare Pages take the one that the service names.
    #[arg(long, value_name = "URL", env = "SHOWPIECE_BASE_URL")]
    pub base_url: Option<String>,
    /// Use this theme instead of the configured one.
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Lay this file over `showpiece.yaml`.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Build drafts as well, marked as such.
    #[arg(long)]
    pub drafts: bool,
    /// Count warnings as errors.
    #[arg(long)]
    pub strict: bool,
    /// Render every file, and leave nothing in `.showpiece/` for the next build.
    #[arg(long)]
    pub no_cache: bool,
    /// Build again after each change, until the program is ended.
    #[arg(long, short)]
    pub watch: bool,
    /// With `--watch`: look for changes at intervals, where the system does not report them (network folders).
    #[arg(long, requires = "watch")]
    pub poll: bool,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// Also ask other servers whether links to them lead somewhere. Good answers are kept in `.showpiece/links.json`.
    #[arg(long)]
    pub external: bool,
    /// Fix what can only mean one thing: misspelt keys and names, values that need quotes, dates, forms of links.
    #[arg(long)]
    pub fix: bool,
    /// With `--fix`: write nothing, and print what would change.
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Count warnings as errors.
    #[arg(long)]
    pub strict: bool,
    /// Check the site as published at this address instead of the configured one.
    #[arg(long, value_name = "URL", env = "SHOWPIECE_BASE_URL")]
    pub base_url: Option<String>,
    /// Use this theme instead of the configured one.
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Lay this file over `showpiece.yaml`.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// Open the site in the browser.
    #[arg(long)]
    pub open: bool,
    /// Listen on this port; 0 takes any that is free [default: the first free one from 4000 on].
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Listen on this host, so that other machines can reach the preview [default: this machine alone].
    #[arg(long, value_name = "HOST")]
    pub host: Option<String>,
    /// Open sources in this editor: a name (`vscode`, `pycharm`, `zed`, …), `none`, or an address with `{path}`,
    /// `{line}` and `{column}`.
    #[arg(long, value_name = "NAME|URL", env = "SHOWPIECE_EDITOR", default_value = "vscode")]
    pub editor: String,
    /// Look for changes at intervals, where the system does not report them (network folders, some containers).
    #[arg(long)]
    pub poll: bool,
    /// Take nothing over from earlier runs, and leave nothing for later ones.
    #[arg(long)]
    pub no_cache: bool,
    /// Leave drafts out, as a build does.
    #[arg(long)]
    pub no_drafts: bool,
    /// Use this theme instead of the configured one.
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Serve as if the site were published at this address instead of the configured one.
    #[arg(long, value_name = "URL", env = "SHOWPIECE_BASE_URL")]
    pub base_url: Option<String>,
    /// Lay this file over `showpiece.yaml`.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What can be done with themes.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// List the themes of the program and of a site, and mark the one in use.
    List(ThemeSite),
    /// Show a theme: what it is, its options, its layouts, its languages.
    Show(ThemeShow),
    /// Begin a theme of your own, which builds on another and works at once.
    New(ThemeNew),
    /// Copy one template of the theme in use into the site, with a note of its origin.
    Eject(ThemeEject),
    /// Show which templates the theme has changed since the site copied them.
    Diff(ThemeSite),
    /// Build a reference site with every feature in a theme, and say what is missing or wrong.
    Check(ThemeCheck),
    /// Build a site in every theme, with a page that shows them side by side.
    Preview(ThemePreview),
}

/// Arguments of `theme list` and `theme diff`.
#[derive(Debug, Args)]
pub struct ThemeSite {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
}

/// Arguments of `theme show`.
#[derive(Debug, Args)]
pub struct ThemeShow {
    /// The theme.
    pub name: String,
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
}

/// Arguments of `theme new`.
#[derive(Debug, Args)]
pub struct ThemeNew {
    /// The name of the new theme.
    pub name: String,
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// The theme that it builds on.
    #[arg(long, value_name = "NAME", default_value = "atelier")]
    pub extends: String,
}

/// Arguments of `theme eject`.
#[derive(Debug, Args)]
pub struct ThemeEject {
    /// The template, such as `project.html` or `partials/card.html`.
    pub template: String,
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// Keep the site's template as it is, and note that you have compared it with the theme's current one.
    #[arg(long)]
    pub accept: bool,
}

/// Arguments of `theme check`.
#[derive(Debug, Args)]
pub struct ThemeCheck {
    /// The theme [default: the one in use].
    pub name: Option<String>,
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// Count warnings as errors.
    #[arg(long)]
    pub strict: bool,
}

/// Arguments of `theme preview`.
#[derive(Debug, Args)]
pub struct ThemePreview {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// Where to write the gallery [default: `.showpiece/themes` in the site's folder].
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The address at which the gallery will lie.
    #[arg(long, value_name = "URL", default_value = "http://localhost:8000/")]
    pub base_url: String,
}

/// The ways of publishing.
#[derive(Debug, Subcommand)]
pub enum PublishCommand {
    /// Write a workflow that builds, checks and publishes the site with GitHub Pages at each push.
    Github(GithubArguments),
    /// Build the site and commit it to a branch, without touching the working tree.
    Branch(BranchArguments),
}

/// Arguments of `publish github`.
#[derive(Debug, Args)]
pub struct GithubArguments {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
}

/// Arguments of `publish branch`.
#[derive(Debug, Args)]
pub struct BranchArguments {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// The branch.
    #[arg(long, value_name = "NAME", default_value = "gh-pages")]
    pub branch: String,
    /// The remote to push to, by name or address [default: `origin`; without one, the branch is made in this repository].
    #[arg(long, value_name = "REMOTE")]
    pub remote: Option<String>,
    /// The commit's message [default: `Publish` and the site's title].
    #[arg(long, short, value_name = "TEXT")]
    pub message: Option<String>,
    /// Keep one commit on the branch, and no history.
    #[arg(long)]
    pub single_commit: bool,
    /// Replace a branch that Showpiece did not make, with everything in it.
    #[arg(long)]
    pub replace: bool,
    /// Where to write the site first [default: `public` in the site's folder].
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Publish at this address instead of the configured one.
    #[arg(long, value_name = "URL", env = "SHOWPIECE_BASE_URL")]
    pub base_url: Option<String>,
    /// Use this theme instead of the configured one.
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Lay this file over `showpiece.yaml`.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Count warnings as errors.
    #[arg(long)]
    pub strict: bool,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// The Python that runs them, with arguments if need be: `.venv/bin/python`, `"uv run python"` [default: `verify.python`
    /// in showpiece.yaml, else the active virtual environment, else `python3`].
    #[arg(long, value_name = "COMMAND", env = "SHOWPIECE_PYTHON")]
    pub python: Option<String>,
    /// Write what the snippets print into the pages.
    #[arg(long, conflicts_with = "locked")]
    pub update: bool,
    /// Write nothing, and fail if `snippets.lock` would change.
    #[arg(long)]
    pub locked: bool,
    /// Lay this file over `showpiece.yaml`.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Arguments of `clean`.
#[derive(Debug, Args)]
pub struct CleanArguments {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// The output folder [default: `public` in the site's folder].
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// The site's folder.
    #[arg(default_value = ".")]
    pub site: PathBuf,
    /// Where to write the schemas [default: `.schema` in the site's folder].
    #[arg(long, short, value_name = "DIR", conflicts_with = "print")]
    pub out: Option<PathBuf>,
    /// Write nothing, and print one schema, complete in itself: `showpiece`, `skills`, `project`, ….
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(crate::schema::names()))]
    pub print: Option<String>,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The code in the brackets of a diagnostic, such as `unknown-skill`, or the path of a page, such as
    /// `/projects/x/`. Without it, all codes are listed.
    #[arg(value_name = "CODE|URL")]
    pub code: Option<String>,
    /// The folder of the site that has the page.
    #[arg(default_value = ".")]
    pub site: PathBuf,
}
