using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.WhatIf;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.WhatIf;

public sealed class WhatIfQueryTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory, DatabaseData]
    public async Task An_enrollment_outside_the_scope_is_not_found(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        var enrollments = await db
            .Enrollments.Select(e => new
            {
                e.Id,
                e.ClassId,
                e.StudentId,
            })
            .ToListAsync();
        using var models = new ServingModels(database);

        foreach (var enrollment in enrollments)
        {
            var view = await new WhatIfQuery(database, models).GetAsync(
                school.ScopeOf(CastMember.TeacherA),
                enrollment.Id,
                CancellationToken.None
            );

            (view is not null).ShouldBe(enrollment.ClassId == SampleSchool.AlgebraId, $"enrollment {enrollment.Id}");
            view?.Session.ShouldBeNull();
        }
    }
}
