// SPDX-License-Identifier: EUPL-1.2
//! Why a command is declined: a stable code, and the key of a sentence that says what to do next.

macro_rules! refusals {
    ($($name:ident $code:literal,)*) => {
        /// The domain says no; nothing was changed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Refusal {
            $($name,)*
        }

        impl Refusal {
            /// Returns the stable code; texts stand under `refusal-<code>`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

refusals! {
    NotAllowed "not-allowed",
    NotSetUp "not-set-up",
    AlreadySetUp "already-set-up",
    DeviceNotGranted "device-not-granted",
    CrisisUnknown "crisis-unknown",
    CrisisAlreadyClosed "crisis-already-closed",
    EntryUnknown "entry-unknown",
    EntryAlreadyStruck "entry-already-struck",
    FigureUnknown "figure-unknown",
    FigureUnsettled "figure-unsettled",
    ReportUnknown "report-unknown",
    ReportAlreadyHandled "report-already-handled",
    UserUnknown "user-unknown",
    UserBlocked "user-blocked",
    LoginNameTaken "login-name-taken",
    LastCoordinator "last-coordinator",
    TextEmpty "text-empty",
    TextTooLong "text-too-long",
    TextControl "text-control",
    TitleEmpty "title-empty",
    TitleTooLong "title-too-long",
    NameEmpty "name-empty",
    NameTooLong "name-too-long",
    ReasonEmpty "reason-empty",
    FieldTooLong "field-too-long",
    PasswordTooShort "password-too-short",
    PinWrongForm "pin-wrong-form",
    RolesEmpty "roles-empty",
    AttachmentUnknown "attachment-unknown",
    TooManyAttachments "too-many-attachments",
    NothingToErase "nothing-to-erase",
    SealedNotAllowed "sealed-not-allowed",
    ExerciseFromRealReport "exercise-from-real-report",
    TooManyReferences "too-many-references",
    AnswersWrong "answers-wrong",
    AssessmentNotWhole "assessment-not-whole",
    AgainInThePast "again-in-the-past",
    ReportJoinedToItself "report-joined-to-itself",
    TooManyReports "too-many-reports",
    ExerciseHalted "exercise-halted",
    NotReal "not-real",
    IdWrong "id-wrong",
    SettingUnknown "setting-unknown",
    TooManySettings "too-many-settings",
    SiteUnknown "site-unknown",
    SiteWithinItself "site-within-itself",
    ContactUnknown "contact-unknown",
    PhoneLacking "phone-lacking",
    ShiftUnknown "shift-unknown",
    TimesWrong "times-wrong",
    SeatUnknown "seat-unknown",
    SeatAlreadyLeft "seat-already-left",
    TeamUnknown "team-unknown",
    TeamAlreadyThere "team-already-there",
    SupportUnknown "support-unknown",
    OrderUnknown "order-unknown",
    OrderAlreadyEnded "order-already-ended",
    CardAlreadyStarted "card-already-started",
    CardNotRunning "card-not-running",
    StepUnknown "step-unknown",
    EntryAlreadyHidden "entry-already-hidden",
    EntryNotHidden "entry-not-hidden",
    SecondPerson "second-person",
    NotThisCrisis "not-this-crisis",
    CodeWrong "code-wrong",
    NotBlocked "not-blocked",
    LevelUnchanged "level-unchanged",
    TitleUnchanged "title-unchanged",
    StandingWrong "standing-wrong",
    EntryAlreadyEnded "entry-already-ended",
    FieldUnknown "field-unknown",
    OwnerLacking "owner-lacking",
    HeardByLacking "heard-by-lacking",
    MeetingUnknown "meeting-unknown",
    MeetingRunning "meeting-running",
    MeetingNotRunning "meeting-not-running",
    MeetingAlreadyStarted "meeting-already-started",
    MeetingOver "meeting-over",
    MeetingStepUnknown "meeting-step-unknown",
    MinutesWrong "minutes-wrong",
}
