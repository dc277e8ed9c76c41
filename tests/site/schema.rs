//! What of schema.org the structured data may use: types with their parents, and the properties of each.

/// Type, parent, own properties (those in use, as schema.org has them).
const TYPES: &[(&str, &str, &[&str])] = &[
    ("Thing", "", &["name", "description", "url", "image", "sameAs", "mainEntityOfPage"]),
    (
        "CreativeWork",
        "Thing",
        &[
            "about",
            "author",
            "dateCreated",
            "dateModified",
            "datePublished",
            "expires",
            "headline",
            "inLanguage",
            "isPartOf",
            "keywords",
            "mainEntity",
        ],
    ),
    ("WebSite", "CreativeWork", &[]),
    ("WebPage", "CreativeWork", &["breadcrumb"]),
    ("CollectionPage", "WebPage", &[]),
    ("ProfilePage", "WebPage", &[]),
    ("Article", "CreativeWork", &["wordCount"]),
    ("BlogPosting", "Article", &[]),
    ("SoftwareSourceCode", "CreativeWork", &["codeRepository", "programmingLanguage"]),
    ("EducationalOccupationalCredential", "CreativeWork", &["recognizedBy"]),
    ("Event", "Thing", &["startDate", "location", "performer", "workPerformed"]),
    ("Place", "Thing", &["address"]),
    ("Person", "Thing", &["address", "alumniOf", "email", "hasCredential", "jobTitle", "knowsAbout", "knowsLanguage"]),
    ("Organization", "Thing", &["address"]),
    ("EducationalOrganization", "Organization", &[]),
    ("PostalAddress", "Thing", &["addressLocality", "addressRegion", "addressCountry"]),
    ("BreadcrumbList", "Thing", &["itemListElement"]),
    ("ListItem", "Thing", &["item", "position"]),
];

/// Whether schema.org has the type.
pub fn is_type(name: &str) -> bool {
    TYPES.iter().any(|(own, _, _)| *own == name)
}

/// Whether the type, or one that it is a kind of, has the property.
pub fn has_property(name: &str, property: &str) -> bool {
    TYPES
        .iter()
        .find(|(own, _, _)| *own == name)
        .is_some_and(|(_, parent, own)| own.contains(&property) || has_property(parent, property))
}
