// SPDX-License-Identifier: EUPL-1.2
//! Why a command is declined: a stable code, and the key of a sentence that says what to do next.

/// The domain says no; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    NotAllowed,
    NotSetUp,
    AlreadySetUp,
    DeviceNotGranted,
    CrisisUnknown,
    CrisisAlreadyClosed,
    EntryUnknown,
    EntryAlreadyStruck,
    FigureUnknown,
    FigureUnsettled,
    ReportUnknown,
    ReportAlreadyHandled,
    UserUnknown,
    UserBlocked,
    LoginNameTaken,
    LastCoordinator,
    TextEmpty,
    TextTooLong,
    TextControl,
    TitleEmpty,
    TitleTooLong,
    NameEmpty,
    NameTooLong,
    ReasonEmpty,
    FieldTooLong,
    PasswordTooShort,
    PinWrongForm,
    RolesEmpty,
    AttachmentUnknown,
    TooManyAttachments,
    NothingToErase,
    SealedNotAllowed,
    ExerciseFromRealReport,
    TooManyReferences,
}

impl Refusal {
    /// Returns the stable code; texts stand under `refusal-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAllowed => "not-allowed",
            Self::NotSetUp => "not-set-up",
            Self::AlreadySetUp => "already-set-up",
            Self::DeviceNotGranted => "device-not-granted",
            Self::CrisisUnknown => "crisis-unknown",
            Self::CrisisAlreadyClosed => "crisis-already-closed",
            Self::EntryUnknown => "entry-unknown",
            Self::EntryAlreadyStruck => "entry-already-struck",
            Self::FigureUnknown => "figure-unknown",
            Self::FigureUnsettled => "figure-unsettled",
            Self::ReportUnknown => "report-unknown",
            Self::ReportAlreadyHandled => "report-already-handled",
            Self::UserUnknown => "user-unknown",
            Self::UserBlocked => "user-blocked",
            Self::LoginNameTaken => "login-name-taken",
            Self::LastCoordinator => "last-coordinator",
            Self::TextEmpty => "text-empty",
            Self::TextTooLong => "text-too-long",
            Self::TextControl => "text-control",
            Self::TitleEmpty => "title-empty",
            Self::TitleTooLong => "title-too-long",
            Self::NameEmpty => "name-empty",
            Self::NameTooLong => "name-too-long",
            Self::ReasonEmpty => "reason-empty",
            Self::FieldTooLong => "field-too-long",
            Self::PasswordTooShort => "password-too-short",
            Self::PinWrongForm => "pin-wrong-form",
            Self::RolesEmpty => "roles-empty",
            Self::AttachmentUnknown => "attachment-unknown",
            Self::TooManyAttachments => "too-many-attachments",
            Self::NothingToErase => "nothing-to-erase",
            Self::SealedNotAllowed => "sealed-not-allowed",
            Self::ExerciseFromRealReport => "exercise-from-real-report",
            Self::TooManyReferences => "too-many-references",
        }
    }
}
