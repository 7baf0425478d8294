using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Identity;

/// <summary>The sign-ins of the demo school. Their password is public: they exist in demo mode only.</summary>
internal static class DemoAccounts
{
    public const string Password = "look-around-the-demo";

    public static readonly string[] Emails = ["teacher@demo.example", "counsellor@demo.example", "admin@demo.example"];

    /// <summary>A start-up step: makes the sign-ins that are missing where demo mode is on.</summary>
    public static async Task CreateAsync(
        IServiceProvider services,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        if (!services.GetRequiredService<DemoMode>().Enabled)
        {
            return;
        }

        var factory = services.GetRequiredService<IDbContextFactory<EarlyWarningDb>>();
        var db = services.GetRequiredService<EarlyWarningDb>();
        var users = services.GetRequiredService<UserManager<AppUser>>();
        var personas = await DemoSchool.PersonasAsync(factory, cancel);
        (string Email, StaffRole Role, StaffMember Staff)[] accounts =
        [
            (Emails[0], StaffRole.Teacher, personas.Teacher),
            (Emails[1], StaffRole.Counsellor, personas.Counsellor),
            (Emails[2], StaffRole.Administrator, personas.Administrator),
        ];
        foreach (var (email, role, staff) in accounts)
        {
            if (await users.FindByNameAsync(email) is null)
            {
                await AddAsync(db, users, email, role, staff, cancel);
            }
        }
    }

    private static async Task AddAsync(
        EarlyWarningDb db,
        UserManager<AppUser> users,
        string email,
        StaffRole role,
        StaffMember staff,
        CancellationToken cancel
    )
    {
        await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                var user = Accounts.New(email, $"{staff.GivenName} {staff.FamilyName}");
                user.StaffId = staff.Id;
                var made = await users.CreateAsync(user, Password);
                if (!made.Succeeded)
                {
                    throw new InvalidOperationException(
                        $"The demo sign-in {email} could not be made: {string.Join(' ', Accounts.Sentences(made))}"
                    );
                }

                db.RoleGrants.Add(
                    new RoleGrant
                    {
                        UserId = user.Id,
                        Role = role,
                        OrgId = staff.OrgId,
                        BeginsOn = new DateOnly(2000, 1, 1),
                    }
                );
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
            });
    }
}
