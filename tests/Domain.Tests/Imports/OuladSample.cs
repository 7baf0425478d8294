namespace EarlyWarning.Domain.Tests.Imports;

/// <summary>A small OULAD: two modules, 30 students in each, four pieces of work.</summary>
internal static class OuladSample
{
    public const int Students = 30;

    public static CsvFolder Create()
    {
        var registrations = new List<string>
        {
            "code_module,code_presentation,id_student,date_registration,date_unregistration",
        };
        var info = new List<string>
        {
            "code_module,code_presentation,id_student,gender,region,highest_education,imd_band,age_band,"
                + "num_of_prev_attempts,studied_credits,disability,final_result",
        };
        var results = new List<string> { "id_assessment,id_student,date_submitted,is_banked,score" };
        foreach (var (module, code, work) in new[] { ("AAA", "2013J", "1"), ("BBB", "2014B", "2") })
        {
            for (var student = 1; student <= Students; student++)
            {
                var left = student == 3 ? "40" : "";
                registrations.Add($"{module},{code},{student},-20,{left}");
                var result =
                    student % 3 == 0 ? "Withdrawn"
                    : student % 3 == 1 ? "Pass"
                    : "Fail";
                info.Add($"{module},{code},{student},M,Scotland,HE Qualification,10-20,0-35,0,60,N,{result}");
                results.Add($"{work}1,{student},18,0,{50 + student}");
            }
        }

        return new CsvFolder(
            ("courses.csv", "code_module,code_presentation,module_presentation_length\nAAA,2013J,268\nBBB,2014B,240\n"),
            (
                "assessments.csv",
                """
                code_module,code_presentation,id_assessment,assessment_type,date,weight
                AAA,2013J,12,TMA,54,20
                AAA,2013J,11,TMA,19,10
                AAA,2013J,13,Exam,,100
                BBB,2014B,21,CMA,19,10
                """
            ),
            ("studentRegistration.csv", string.Join('\n', registrations)),
            ("studentInfo.csv", string.Join('\n', info)),
            ("studentAssessment.csv", string.Join('\n', results)),
            (
                "studentVle.csv",
                """
                code_module,code_presentation,id_student,id_site,date,sum_click
                AAA,2013J,1,546652,-10,4
                AAA,2013J,1,546614,-10,7
                AAA,2013J,1,546652,3,1
                """
            )
        );
    }
}
