using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Figures;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Insights;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Tests.Figures.Insights;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Insights;

public sealed class SaveCohortTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly CohortFacts Facts = CohortWorld.Shaped(3);
    private static readonly CohortBook Book = CohortWorld.Book(Facts);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task A_cohort_is_saved_once_seen_by_its_administrators_and_removed(DatabaseKind kind)
    {
        await using var world = await World.CreateAsync(kind);
        var filter = Large();

        (await world.SaveAsync(CastMember.DistrictAdministrator, " Maths ", filter)).ShouldBeNull();
        (await world.SaveAsync(CastMember.DistrictAdministrator, "maths", filter)).ShouldBe(
            "There is a cohort named “maths” already."
        );
        (await world.SaveAsync(CastMember.DistrictAdministrator, "Again", filter)).ShouldBe(
            "This cohort is saved already, as “Maths”."
        );
        (await world.SaveAsync(CastMember.DistrictAdministrator, " ", filter)).ShouldNotBeNull();

        var seen = (await world.ReadAsync(CastMember.DistrictAdministrator, CohortWorld.District))!;
        seen.Saved.ShouldHaveSingleItem().Filter.ShouldBe(filter);
        (await world.ReadAsync(CastMember.SouthAdministrator, CohortWorld.South))!.Saved.ShouldBeEmpty();
        (
            await world.Save.RemoveAsync(world.Scope(CastMember.SouthAdministrator), seen.Saved[0].Id, Cancel)
        ).ShouldNotBeNull();
        (
            await world.Save.RemoveAsync(world.Scope(CastMember.DistrictAdministrator), seen.Saved[0].Id, Cancel)
        ).ShouldBeNull();
        (await world.ReadAsync(CastMember.DistrictAdministrator, CohortWorld.District))!.Saved.ShouldBeEmpty();
    }

    [Theory, DatabaseData]
    public async Task Nobody_sees_or_saves_what_they_do_not_administer(DatabaseKind kind)
    {
        await using var world = await World.CreateAsync(kind);
        var district = CohortFilter.Whole(CohortWorld.District);

        (await world.ReadAsync(CastMember.TeacherA, null)).ShouldBeNull();
        (await world.ReadAsync(CastMember.SouthAdministrator, CohortWorld.North)).ShouldBeNull();
        // Asked for in the address of their own school.
        (await world.ReadAsync(CastMember.SouthAdministrator, CohortWorld.South, district)).ShouldBeNull();
        var south = CastMember.SouthAdministrator;
        (await world.SaveAsync(south, "District", district, CohortWorld.South)).ShouldBe(
            EarlyWarning.Web.Features.Admin.Administration.NotFound
        );
        (await world.SaveAsync(south, "District", district)).ShouldBe(
            EarlyWarning.Web.Features.Admin.Administration.NotFound
        );
        // A school's list holds cohorts of that school only.
        (
            await world.SaveAsync(
                CastMember.DistrictAdministrator,
                "Elsewhere",
                CohortFilter.Whole(CohortWorld.North),
                CohortWorld.South
            )
        ).ShouldBe(EarlyWarning.Web.Features.Admin.Administration.NotFound);
    }

    [Theory, DatabaseData]
    public async Task Small_cohorts_and_nearly_equal_ones_are_refused(DatabaseKind kind)
    {
        await using var world = await World.CreateAsync(kind);
        var all = CohortWorld.AllFilters(Facts).Where(f => f.OrgId == CohortWorld.District).ToList();
        var small = all.First(f => Book.Figures(f) is { Students: < SavedCohort.Fewest });
        var hidden = all.First(f => Book.Figures(f) is null);

        foreach (var refused in new[] { small, hidden })
        {
            (await world.SaveAsync(CastMember.DistrictAdministrator, "Small", refused)).ShouldBe(
                "Only cohorts of at least 30 students are saved, and none that others could be worked out from."
            );
        }

        var enough = all.Where(f => Book.Figures(f) is { Students: >= SavedCohort.Fewest }).ToList();
        var pair = (
            from a in enough
            from b in enough
            where
                a != b
                && !Book.AreApart(a, b, CohortSheets.Least)
                && Book.AreApart(a, CohortFilter.Whole(CohortWorld.District), CohortSheets.Least)
            select (a, b)
        ).FirstOrDefault();
        pair.a.ShouldNotBeNull();
        (await world.SaveAsync(CastMember.DistrictAdministrator, "One", pair.a)).ShouldBeNull();
        (await world.SaveAsync(CastMember.DistrictAdministrator, "Other", pair.b)).ShouldStartWith(
            "It may differ from “One”"
        );

        var shown = (await world.ReadAsync(CastMember.DistrictAdministrator, CohortWorld.District, pair.a, pair.b))!;
        shown.Cohorts[0].Figures.ShouldNotBeNull();
        shown.Cohorts[1].Problem.ShouldBe(CohortProblem.TooAlike);
        shown.Cohorts[1].Figures.ShouldBeNull();
    }

    [Theory, DatabaseData]
    public async Task Of_two_who_save_the_same_name_at_once_one_is_told(DatabaseKind kind)
    {
        await using var world = await World.CreateAsync(kind);
        var (one, other) = (Large(), Large() with { Term = Facts.Terms[0].Start });

        var told = await Task.WhenAll(
            world.SaveAsync(CastMember.DistrictAdministrator, "Same", one),
            world.SaveAsync(CastMember.DistrictAdministrator, "Same", other)
        );

        told.Count(t => t is null).ShouldBe(1);
        await using var db = world.Database.CreateDbContext();
        (await db.SavedCohorts.CountAsync(Cancel)).ShouldBe(1);
    }

    // Apart from the whole, and large.
    private static CohortFilter Large() =>
        CohortWorld
            .AllFilters(Facts)
            .First(f =>
                f.OrgId == CohortWorld.District
                && f.Subject is not null
                && f.Term is null
                && f.Grade is null
                && f.State == CohortState.All
                && Book.Figures(f) is { Students: >= 60 }
                && Book.AreApart(f, CohortFilter.Whole(CohortWorld.District), CohortSheets.Least)
            );

    private sealed class World(TestDatabase database, SampleSchool school) : IAsyncDisposable
    {
        public TestDatabase Database => database;

        public SaveCohort Save => new(database, TimeProvider.System);

        public static async Task<World> CreateAsync(DatabaseKind kind)
        {
            var database = await TestDatabase.CreateAsync(kind);
            var school = await SampleSchool.CreateAsync(database, Today);
            await using var db = database.CreateDbContext();
            db.FigureSheets.AddRange(
                CohortsFigures
                    .Of(CohortWorld.Orgs, Facts, Cancel)
                    .Sheets.Where(s => s.OrgId != CohortWorld.Annex)
                    .Select(s => new FigureSheet
                    {
                        Topic = CohortSheets.Topic,
                        OrgId = s.OrgId,
                        Key = s.Key,
                        AsOf = Today,
                        MadeAt = DateTime.UnixEpoch,
                        Content = SheetStore.Pack(s.Content),
                    })
            );
            await db.SaveChangesAsync(Cancel);
            return new World(database, school);
        }

        public StaffScope Scope(CastMember member) => school.ScopeOf(member);

        public Task<string?> SaveAsync(
            CastMember member,
            string name,
            CohortFilter filter,
            long org = CohortWorld.District
        ) => Save.RunAsync(Scope(member), org, name, filter, [], Cancel);

        public Task<CohortsView?> ReadAsync(CastMember member, long? org, params CohortFilter[] filters) =>
            new CohortsQuery(database, new FigureReader(database)).GetAsync(Scope(member), org, filters, Cancel);

        public ValueTask DisposeAsync() => database.DisposeAsync();
    }
}
