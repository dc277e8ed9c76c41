//! What of schema.org a portfolio uses: types, their properties, and the kinds of values that these take.
//!
//! After <https://schema.org>, and shortened: types that a portfolio may speak of, properties that search engines read. Each
//! type, parent and property was looked up in `schema-dts` 2.1.0, which has the vocabulary as types, in November 2026. What is
//! not here may exist all the same; only what is nearly one of these is taken for a slip.

/// The kinds of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text; whatever is more than that is fine as well.
    Any,
    /// An absolute address, or an object that has one.
    Url,
    /// A day, a month, a year or a moment in ISO 8601.
    Date,
    /// A number, or a text that is one.
    Number,
}

/// Type, parent, own properties.
type Entry = (&'static str, &'static str, &'static [&'static str]);

const TYPES: &[Entry] = &[
    (
        "Thing",
        "",
        &[
            "additionalType",
            "alternateName",
            "description",
            "disambiguatingDescription",
            "identifier",
            "image",
            "mainEntityOfPage",
            "name",
            "potentialAction",
            "sameAs",
            "subjectOf",
            "url",
        ],
    ),
    (
        "CreativeWork",
        "Thing",
        &[
            "about",
            "abstract",
            "accessMode",
            "accessibilityFeature",
            "author",
            "award",
            "citation",
            "comment",
            "commentCount",
            "contributor",
            "copyrightHolder",
            "copyrightNotice",
            "copyrightYear",
            "creativeWorkStatus",
            "creator",
            "dateCreated",
            "dateModified",
            "datePublished",
            "discussionUrl",
            "editor",
            "educationalLevel",
            "encoding",
            "expires",
            "funder",
            "genre",
            "hasPart",
            "headline",
            "inLanguage",
            "isAccessibleForFree",
            "isBasedOn",
            "isPartOf",
            "keywords",
            "learningResourceType",
            "license",
            "locationCreated",
            "mainEntity",
            "maintainer",
            "material",
            "mentions",
            "offers",
            "position",
            "producer",
            "provider",
            "publication",
            "publisher",
            "review",
            "sourceOrganization",
            "sponsor",
            "teaches",
            "temporal",
            "text",
            "thumbnail",
            "thumbnailUrl",
            "timeRequired",
            "translator",
            "typicalAgeRange",
            "usageInfo",
            "version",
            "video",
            "workExample",
        ],
    ),
    ("WebSite", "CreativeWork", &["issn"]),
    (
        "WebPage",
        "CreativeWork",
        &[
            "breadcrumb",
            "lastReviewed",
            "mainContentOfPage",
            "primaryImageOfPage",
            "relatedLink",
            "reviewedBy",
            "speakable",
        ],
    ),
    ("CollectionPage", "WebPage", &[]),
    ("ProfilePage", "WebPage", &[]),
    ("AboutPage", "WebPage", &[]),
    ("ContactPage", "WebPage", &[]),
    ("Article", "CreativeWork", &["articleBody", "articleSection", "pageEnd", "pageStart", "pagination", "wordCount"]),
    ("BlogPosting", "Article", &[]),
    ("TechArticle", "Article", &["dependencies", "proficiencyLevel"]),
    ("ScholarlyArticle", "Article", &[]),
    ("Blog", "CreativeWork", &["blogPost", "issn"]),
    (
        "SoftwareSourceCode",
        "CreativeWork",
        &["codeRepository", "codeSampleType", "programmingLanguage", "runtimePlatform", "targetProduct"],
    ),
    (
        "SoftwareApplication",
        "CreativeWork",
        &[
            "applicationCategory",
            "applicationSubCategory",
            "downloadUrl",
            "featureList",
            "fileSize",
            "installUrl",
            "operatingSystem",
            "releaseNotes",
            "screenshot",
            "softwareHelp",
            "softwareRequirements",
            "softwareVersion",
        ],
    ),
    ("WebApplication", "SoftwareApplication", &["browserRequirements"]),
    ("Dataset", "CreativeWork", &["distribution", "includedInDataCatalog", "measurementTechnique", "variableMeasured"]),
    ("Book", "CreativeWork", &["bookEdition", "bookFormat", "isbn", "numberOfPages"]),
    ("ImageObject", "CreativeWork", &["caption", "contentUrl", "height", "width"]),
    (
        "VideoObject",
        "CreativeWork",
        &["caption", "contentUrl", "duration", "embedUrl", "height", "uploadDate", "width"],
    ),
    (
        "Course",
        "CreativeWork",
        &["courseCode", "coursePrerequisites", "educationalCredentialAwarded", "hasCourseInstance"],
    ),
    (
        "EducationalOccupationalCredential",
        "CreativeWork",
        &["competencyRequired", "credentialCategory", "recognizedBy", "validFor", "validIn"],
    ),
    (
        "Event",
        "Thing",
        &[
            "about",
            "attendee",
            "contributor",
            "duration",
            "endDate",
            "eventAttendanceMode",
            "eventStatus",
            "inLanguage",
            "keywords",
            "location",
            "offers",
            "organizer",
            "performer",
            "recordedIn",
            "sponsor",
            "startDate",
            "subEvent",
            "superEvent",
            "workFeatured",
            "workPerformed",
        ],
    ),
    ("Place", "Thing", &["address", "geo", "hasMap", "latitude", "longitude", "telephone"]),
    (
        "Person",
        "Thing",
        &[
            "additionalName",
            "address",
            "affiliation",
            "alumniOf",
            "award",
            "birthDate",
            "brand",
            "colleague",
            "contactPoint",
            "email",
            "familyName",
            "gender",
            "givenName",
            "hasCredential",
            "hasOccupation",
            "homeLocation",
            "honorificPrefix",
            "honorificSuffix",
            "jobTitle",
            "knows",
            "knowsAbout",
            "knowsLanguage",
            "memberOf",
            "nationality",
            "performerIn",
            "pronouns",
            "skills",
            "telephone",
            "workLocation",
            "worksFor",
        ],
    ),
    (
        "Organization",
        "Thing",
        &[
            "address",
            "alumni",
            "contactPoint",
            "department",
            "email",
            "employee",
            "foundingDate",
            "founder",
            "legalName",
            "location",
            "logo",
            "member",
            "memberOf",
            "numberOfEmployees",
            "parentOrganization",
            "subOrganization",
            "telephone",
            "vatID",
        ],
    ),
    ("EducationalOrganization", "Organization", &[]),
    ("CollegeOrUniversity", "EducationalOrganization", &[]),
    ("Corporation", "Organization", &["tickerSymbol"]),
    (
        "Occupation",
        "Thing",
        &["educationRequirements", "occupationLocation", "occupationalCategory", "responsibilities", "skills"],
    ),
    (
        "PostalAddress",
        "Thing",
        &["addressCountry", "addressLocality", "addressRegion", "postOfficeBoxNumber", "postalCode", "streetAddress"],
    ),
    ("ContactPoint", "Thing", &["areaServed", "availableLanguage", "contactType", "email", "telephone"]),
    ("ItemList", "Thing", &["itemListElement", "itemListOrder", "numberOfItems"]),
    ("BreadcrumbList", "ItemList", &[]),
    ("ListItem", "Thing", &["item", "nextItem", "position", "previousItem"]),
];

/// Properties whose values are more than any text.
const KINDS: &[(&str, Kind)] = &[
    ("codeRepository", Kind::Url),
    ("contentUrl", Kind::Url),
    ("discussionUrl", Kind::Url),
    ("downloadUrl", Kind::Url),
    ("embedUrl", Kind::Url),
    ("installUrl", Kind::Url),
    ("relatedLink", Kind::Url),
    ("sameAs", Kind::Url),
    ("thumbnailUrl", Kind::Url),
    ("url", Kind::Url),
    ("birthDate", Kind::Date),
    ("dateCreated", Kind::Date),
    ("dateModified", Kind::Date),
    ("datePublished", Kind::Date),
    ("endDate", Kind::Date),
    ("expires", Kind::Date),
    ("foundingDate", Kind::Date),
    ("lastReviewed", Kind::Date),
    ("startDate", Kind::Date),
    ("uploadDate", Kind::Date),
    ("commentCount", Kind::Number),
    ("copyrightYear", Kind::Number),
    ("numberOfItems", Kind::Number),
    ("numberOfPages", Kind::Number),
    ("wordCount", Kind::Number),
];

/// The names of all types.
pub(super) fn types() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(name, _, _)| *name)
}

/// The properties of a type, its parents' included; none for a type that is not here.
pub(super) fn properties(name: &str) -> Option<Vec<&'static str>> {
    let (_, parent, own) = TYPES.iter().find(|(type_name, _, _)| *type_name == name)?;
    let mut all = own.to_vec();
    all.extend(properties(parent).unwrap_or_default());
    Some(all)
}

/// What a property takes.
pub(super) fn kind(property: &str) -> Kind {
    KINDS.iter().find(|(name, _)| *name == property).map_or(Kind::Any, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_together() {
        for (name, parent, own) in TYPES {
            assert!(parent.is_empty() || types().any(|one| one == *parent), "{name}: {parent}");
            let above = properties(parent).unwrap_or_default();
            for (at, property) in own.iter().enumerate() {
                assert!(!own[..at].contains(property) && !above.contains(property), "{name}: {property} twice");
            }
        }
        let all: Vec<&str> = types().flat_map(|name| properties(name).unwrap_or_default()).collect();
        assert!(KINDS.iter().all(|(property, _)| all.contains(property)));
    }
}
