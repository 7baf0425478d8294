using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports.Oulad;

/// <summary>Columns of the OULAD tables (Kuzilek, Hlosta, Zdrahal 2017, DOI 10.1038/sdata.2017.171).</summary>
internal static class OuladLayouts
{
    public static readonly CsvLayout Courses = new(
        ["code_module", "code_presentation", "module_presentation_length"],
        []
    );

    public static readonly CsvLayout Assessments = new(
        ["code_module", "code_presentation", "id_assessment", "assessment_type", "date", "weight"],
        []
    );

    public static readonly CsvLayout StudentRegistration = new(
        ["code_module", "code_presentation", "id_student", "date_registration", "date_unregistration"],
        []
    );

    public static readonly CsvLayout StudentInfo = new(
        [
            "code_module",
            "code_presentation",
            "id_student",
            "gender",
            "region",
            "highest_education",
            "imd_band",
            "age_band",
            "num_of_prev_attempts",
            "studied_credits",
            "disability",
            "final_result",
        ],
        []
    );

    public static readonly CsvLayout StudentAssessment = new(
        ["id_assessment", "id_student", "date_submitted", "is_banked", "score"],
        []
    );

    public static readonly CsvLayout StudentVle = new(
        ["code_module", "code_presentation", "id_student", "date", "sum_click"],
        ["id_site"]
    );
}
