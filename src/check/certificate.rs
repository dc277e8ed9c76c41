//! Certificates that have run out: whoever follows the link finds that out in a second.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic};

/// Looks at `data/certificates.yaml`.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let today = subject.today.date();
    let all = subject.portfolio.certificates.iter().enumerate();
    let expired = all.filter(|(_, one)| one.expires.is_some_and(|date| date.is_before(today)));
    let told = |(index, one): (usize, &crate::portfolio::Certificate)| {
        let message = format!("the certificate `{}` has expired", one.name);
        Diagnostic {
            place: subject.portfolio.place("certificates", &format!("[{index}].expires")),
            ..Diagnostic::new(Code::ExpiredCertificate, message)
        }
        .help("renew it, or remove it; what was learnt can stand in `courses.yaml`")
    };
    expired.map(told).collect()
}
