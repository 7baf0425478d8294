namespace EarlyWarning.Domain.Tests.Imports;

/// <summary>A small school as OneRoster 1.1 bulk, with this project's own files beside it.</summary>
internal static class OneRosterSample
{
    public const int Students = 25;

    public static CsvFolder Create()
    {
        var users = new List<string>
        {
            "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
                + "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
            "t1,,,true,school,teacher,t1,,Tara,Teach,,,t@example.org,,,,,",
            "c1,,,true,school,counselor,c1,,Cora,Counsel,,,,,,,,",
            "p1,,,true,school,parent,p1,,Pat,Parent,,,,,,,,",
        };
        var enrollments = new List<string>
        {
            "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
            "e-t1,,,maths,school,t1,teacher,true,,2025-06-30",
        };
        var results = new List<string>
        {
            "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment",
        };
        for (var i = 1; i <= Students; i++)
        {
            users.Add($"s{i},,,true,\"school\",student,s{i},,Given{i},\"Family, {i}\",,,,,,,09,x");
            enrollments.Add($"e{i},,,maths,school,s{i},student,,,");
            results.Add($"r{i},,,quiz,s{i},fully graded,{i},2025-01-20,");
            results.Add($"f{i},,,final,s{i},fully graded,{i * 2},2025-06-20,");
        }

        return new CsvFolder(
            (
                "manifest.csv",
                "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\nfile.academicSessions,bulk\n"
                    + "file.courses,bulk\nfile.classes,bulk\nfile.users,bulk\nfile.enrollments,bulk\nfile.demographics,bulk\n"
                    + "file.categories,bulk\nfile.lineItems,bulk\nfile.results,bulk\n"
            ),
            (
                "orgs.csv",
                "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\nschool,,,Hill School,school,,district\r\ndistrict,,,Hill District,district,,"
            ),
            (
                "academicSessions.csv",
                "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
                    + "spring,,,Spring,term,2025-01-06,2025-07-01,year,2025\nyear,,,Year,schoolYear,2024-09-01,2025-07-01,,2025\n"
            ),
            (
                "courses.csv",
                "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\n"
                    + "m,,,year,Mathematics 9,M9,09,school,\"Mathematics,Algebra\",\n"
            ),
            (
                "classes.csv",
                "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
                    + "maths,,,Maths 9a,09,m,9a,scheduled,,school,spring,,,3\n"
            ),
            ("users.csv", string.Join('\n', users)),
            ("enrollments.csv", string.Join('\n', enrollments)),
            (
                "demographics.csv",
                "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus\n"
                    + "s1,,,2010-04-17,female,false,true,false,false,false,false,false,US,,,\n"
            ),
            ("categories.csv", "sourcedId,status,dateLastModified,title\nq,,,Quiz\nf,,,Final\n"),
            (
                "lineItems.csv",
                "sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax\n"
                    + "quiz,,,Quiz 1,,2025-01-13,2025-01-20,maths,q,spring,0,25\nfinal,,,Final,,2025-06-01,2025-06-20,maths,f,spring,0,50\n"
            ),
            ("results.csv", string.Join('\n', results)),
            (
                "attendance.csv",
                "studentSourcedId,classSourcedId,date,category\ns1,,2025-02-03,unexcused\ns1,maths,2025-02-04,tardy\ns2,,2025-02-03,present\n"
            ),
            (
                "incidents.csv",
                "sourcedId,studentSourcedId,date,behavior,severity,description\ni1,s1,2025-03-03,Disruption,minor,Talked\n"
            ),
            ("activity.csv", "studentSourcedId,classSourcedId,date,events\ns1,maths,2025-02-03,12\n"),
            (
                "attributes.csv",
                "studentSourcedId,name,value\ns1,commute minutes,35\ns2,commute minutes,10\ns1,home language,Irish\n"
            ),
            ("calendar.csv", "orgSourcedId,date,isSchoolDay,label\nschool,2025-02-17,false,Mid-term\n")
        );
    }
}
