//! `showpiece theme …`: one function for each of its commands.

use std::mem::ManuallyDrop;
use std::path::Path;

use super::arguments::{ThemeCheck, ThemeCommand, ThemeEject, ThemeNew, ThemePreview, ThemeShow, ThemeSite};
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, plural, to_mend, today};
use crate::check::check;
use crate::config::BaseUrl;
use crate::diagnostic::{self, Diagnostic, SourceMap, SourcePath};
use crate::edit::{self, NewFile};
use crate::output::RealDisk;
use crate::pipeline::{Builder, Options};
use crate::source::CONFIG_FILE;
use crate::template::Theme;
use crate::theme::{self, Ejected, Failure, Library, Wanted};

/// Why a command ends early: it was used wrongly, or the site has errors; both are told already.
struct Ended(u8);

type Outcome = Result<u8, Ended>;

/// Runs the command.
pub fn run(command: &ThemeCommand, terminal: &Terminal) -> u8 {
    let teller = Teller(terminal);
    let outcome = match command {
        ThemeCommand::List(arguments) => teller.list(arguments),
        ThemeCommand::Show(arguments) => teller.show(arguments),
        ThemeCommand::New(arguments) => teller.begin(arguments),
        ThemeCommand::Eject(arguments) => teller.eject(arguments),
        ThemeCommand::Diff(arguments) => teller.diff(arguments),
        ThemeCommand::Check(arguments) => teller.check(arguments),
        ThemeCommand::Preview(arguments) => teller.preview(arguments),
    };
    outcome.unwrap_or_else(|Ended(code)| code)
}

struct Teller<'a>(&'a Terminal);

impl Teller<'_> {
    fn failed(&self, failure: &Failure) -> Ended {
        self.0.diagnostics(&failure.diagnostics, &failure.sources);
        Ended(SITE_ERRORS)
    }

    fn wrong(&self, message: &str) -> Ended {
        self.0.error(message);
        Ended(WRONG_USE)
    }

    /// The themes of the site; where there is none, and the folder was not named, those of the program.
    fn library(&self, site: &Path) -> Result<Library, Ended> {
        if site == Path::new(".") && !site.join(CONFIG_FILE).is_file() {
            return Ok(Library::bundled());
        }
        Library::open(site).map_err(|failure| self.failed(&failure))
    }

    /// The themes of a site that must be there.
    fn library_of_site(&self, site: &Path) -> Result<Library, Ended> {
        if site.join(CONFIG_FILE).is_file() {
            return self.library(site);
        }
        Err(self.wrong(&super::not_a_site(site)))
    }

    /// A theme that can be read; what is wrong with it otherwise is shown.
    fn load(&self, library: &Library, name: &str) -> Result<Theme, Ended> {
        let (theme, diagnostics) = library.load(name).map_err(|failure| self.failed(&failure))?;
        self.0.diagnostics(&diagnostics, &library.texts(&theme));
        Ok(theme)
    }

    fn list(&self, arguments: &ThemeSite) -> Outcome {
        let library = self.library(&arguments.site)?;
        let (text, failures) = theme::list(&library);
        self.0.result(&text);
        for failure in &failures {
            self.failed(failure);
        }
        if !library.names().contains(library.in_use()) {
            return Err(self.failed(&library.load(library.in_use()).err().unwrap_or_default()));
        }
        Ok(if failures.is_empty() { DONE } else { SITE_ERRORS })
    }

    fn show(&self, arguments: &ThemeShow) -> Outcome {
        let library = self.library(&arguments.site)?;
        let theme = self.load(&library, &arguments.name)?;
        self.0.result(&theme::show(&library, &theme));
        Ok(DONE)
    }

    fn begin(&self, arguments: &ThemeNew) -> Outcome {
        let library = self.library_of_site(&arguments.site)?;
        let files =
            theme::begin(&library, &arguments.name, &arguments.extends).map_err(|failure| self.failed(&failure))?;
        self.create(&arguments.site, &files)?;
        let name = &arguments.name;
        let site = site_argument(&arguments.site);
        self.0.remark(&format!(
            "Try it with `showpiece serve{site} --theme {name}`; choose it with `theme: {name}` in {CONFIG_FILE}."
        ));
        Ok(DONE)
    }

    fn create(&self, site: &Path, files: &[NewFile]) -> Result<(), Ended> {
        let created = edit::create(site, files).map_err(|diagnostic| self.failed(&Failure::of(diagnostic)))?;
        for path in created.written {
            self.0.result(&format!("{}\n", site.join(path).display()));
        }
        Ok(())
    }

    fn eject(&self, arguments: &ThemeEject) -> Outcome {
        let library = self.library_of_site(&arguments.site)?;
        let theme = self.load(&library, library.in_use())?;
        let ejected = match arguments.accept {
            true => theme::accept(&library, &theme, &arguments.template),
            false => theme::eject(&theme, &arguments.template),
        };
        let Ejected { template, origin } = ejected.map_err(|failure| self.failed(&failure))?;
        let site = &arguments.site;
        let put = |file: &NewFile| {
            let path = SourcePath::from(file.path.as_str());
            edit::put((&site.join(&file.path), &path), &file.text).map_err(|wrong| self.failed(&Failure::of(wrong)))
        };
        if arguments.accept {
            put(&template)?;
            self.0.result(&format!("{}\n", site.join(&template.path).display()));
            self.create(site, std::slice::from_ref(&origin))?;
        } else {
            self.create(site, &[template, origin.clone()])?;
        }
        // What was kept from an earlier time is no original of this one.
        put(&origin)?;
        self.0.remark("Commit both: the second is the original, with which `showpiece theme diff` compares.");
        Ok(DONE)
    }

    fn diff(&self, arguments: &ThemeSite) -> Outcome {
        let library = self.library_of_site(&arguments.site)?;
        let theme = self.load(&library, library.in_use())?;
        let report = theme::report(&library, &theme);
        if self.0.is_for_people() {
            self.0.result(&report.text);
        } else {
            self.0.diagnostics(&report.diagnostics, &library.texts(&theme));
        }
        for name in &report.unknown {
            self.0.remark(&format!(
                "templates/{name} replaces the theme's and does not say where it was taken from; `showpiece theme eject {name} \
                 --accept` notes it."
            ));
        }
        let current = plural(report.current, "template");
        match report.diagnostics.len() {
            0 if report.current == 0 => self.0.remark("No template of the site was taken from a theme."),
            0 => self.0.remark(&format!("{current} taken from a theme, which has not changed since.")),
            count => {
                let drifted = plural(count, "template");
                self.0.remark(&format!(
                    "{drifted} of the site: the theme has another one now. Take over what you want, then say so with `showpiece \
                     theme eject NAME --accept`."
                ));
                return Err(Ended(SITE_ERRORS));
            }
        }
        Ok(DONE)
    }

    fn check(&self, arguments: &ThemeCheck) -> Outcome {
        let today = today().map_err(|message| self.wrong(&message))?;
        let library = self.library(&arguments.site)?;
        let name = arguments.name.as_deref().unwrap_or(library.in_use());
        let (theme, _) = library.load(name).map_err(|failure| self.failed(&failure))?;
        let site = theme::reference_site(&library, &theme);
        let site = site.map_err(|diagnostic| self.failed(&Failure::of(diagnostic)))?;
        let mut builder = ManuallyDrop::new(Builder::new(Options::new(site.path(), today)));
        let checked = check(&mut builder);
        let mut found: Vec<Diagnostic> = theme::inspect(&library, &theme);
        found.extend(checked.diagnostics);
        diagnostic::sort(&mut found);
        // The reference site's texts win: a site may have files of the same names.
        let texts = merged(library.texts(&theme), &checked.sources);
        self.0.diagnostics(&found, &texts);
        let (errors, warnings) = diagnostic::counts(&found);
        self.0.remark(&format!(
            "Checked the theme {name} with {} of a reference site: {}.",
            plural(checked.pages, "page"),
            to_mend(&found)
        ));
        Ok(if errors > 0 || arguments.strict && warnings > 0 { SITE_ERRORS } else { DONE })
    }

    fn preview(&self, arguments: &ThemePreview) -> Outcome {
        let today = today().map_err(|message| self.wrong(&message))?;
        let base = BaseUrl::parse(&arguments.base_url).map_err(|fault| {
            let diagnostic = crate::yaml::from_fault(fault);
            self.wrong(&format!("{}: {}", diagnostic.message, diagnostic.caret))
        })?;
        let library = self.library_of_site(&arguments.site)?;
        let out = arguments.out.clone().unwrap_or_else(|| arguments.site.join(".showpiece/themes"));
        let options = super::options(&arguments.site, today);
        let wanted = Wanted { out: &out, base: &base, options: &options };
        let gallery = theme::gallery(&library, &wanted, &RealDisk).map_err(|failure| self.failed(&failure))?;
        let mut failed = 0;
        for (name, report) in &gallery.themes {
            self.0.diagnostics(&report.diagnostics, &report.sources);
            match &report.summary {
                Some(summary) => self.0.remark(&format!("{name}: {}", plural(summary.pages, "page"))),
                None => {
                    failed += 1;
                    self.0.error(&format!("the site cannot be built in the theme {name}"));
                }
            }
        }
        self.0.result(&format!("{}\n", out.join("index.html").display()));
        self.0.remark(&format!(
            "Made for {}{}; look at it with `python3 -m http.server 8000 --directory {}`, for example.",
            base.origin,
            base.path,
            out.display()
        ));
        Ok(if failed == 0 { DONE } else { SITE_ERRORS })
    }
}

/// The site as an argument of a command that is suggested.
fn site_argument(site: &Path) -> String {
    if site == Path::new(".") { String::new() } else { format!(" {}", site.display()) }
}

fn merged(mut texts: SourceMap, more: &SourceMap) -> SourceMap {
    for (path, text) in more.iter() {
        texts.insert(path.clone(), text.clone());
    }
    texts
}
