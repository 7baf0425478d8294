using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Identity;

/// <summary>The sign-ins of the demo school. Their password is public: they exist in demo mode only.</summary>
internal static class DemoAccounts
{
    public const string Password = "look-around-the-demo";

    public static readonly string[] Emails = ["teacher@demo.example", "counsellor@demo.example", "admin@demo.example"];

    /// <summary>A start-up step: makes the sign-ins where demo mode is on and they are missing.</summary>
    public static async Task CreateAsync(
        IServiceProvider services,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        var db = services.GetRequiredService<EarlyWarningDb>();
        if (
            !services.GetRequiredService<DemoMode>().Enabled
            || !await db.InstallationFacts.AnyAsync(f => f.Name == InstallationFact.DemoSchool, cancel)
            || await db.Users.AnyAsync(cancel)
        )
        {
            return;
        }

        var users = services.GetRequiredService<UserManager<AppUser>>();
        var teacher = await BusiestAsync(db.ClassAssignments.Select(a => a.StaffId), cancel);
        var counsellor = await BusiestAsync(db.CaseloadEntries.Select(c => c.StaffId), cancel);
        await AddAsync(db, users, Emails[0], StaffRole.Teacher, teacher, cancel);
        await AddAsync(db, users, Emails[1], StaffRole.Counsellor, counsellor, cancel);
        await AddAsync(db, users, Emails[2], StaffRole.Administrator, null, cancel);
    }

    private static async Task<long?> BusiestAsync(IQueryable<long> staffIds, CancellationToken cancel) =>
        await staffIds
            .GroupBy(id => id)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key)
            .Select(g => (long?)g.Key)
            .FirstOrDefaultAsync(cancel);

    private static async Task AddAsync(
        EarlyWarningDb db,
        UserManager<AppUser> users,
        string email,
        StaffRole role,
        long? staffId,
        CancellationToken cancel
    )
    {
        var staff = await db.Staff.SingleOrDefaultAsync(s => s.Id == staffId, cancel);
        var user = Accounts.New(email, staff is null ? $"Demo {role}" : $"{staff.GivenName} {staff.FamilyName}");
        user.StaffId = staff?.Id;
        var made = await users.CreateAsync(user, Password);
        if (!made.Succeeded)
        {
            throw new InvalidOperationException(
                $"The demo sign-in {email} could not be made: {string.Join(' ', Accounts.Sentences(made))}"
            );
        }

        var org = await db.Orgs.OrderBy(o => o.Path.Length).ThenBy(o => o.Id).FirstAsync(cancel);
        db.RoleGrants.Add(
            new RoleGrant
            {
                UserId = user.Id,
                Role = role,
                OrgId = org.Id,
                BeginsOn = new DateOnly(2000, 1, 1),
            }
        );
        await db.SaveChangesAsync(cancel);
    }
}
