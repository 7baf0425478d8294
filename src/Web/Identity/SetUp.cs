using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Orgs;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Identity;

/// <summary>Makes the first administrator of a new installation.</summary>
internal sealed class SetUp(
    IDbContextFactory<EarlyWarningDb> factory,
    OneTimeLinks links,
    UserManager<AppUser> users,
    EarlyWarningDb db,
    TimeProvider time
)
{
    /// <summary>A set-up token, or null where an account exists.</summary>
    public async Task<string?> CreateTokenAsync(CancellationToken cancel)
    {
        await using var read = await factory.CreateDbContextAsync(cancel);
        return await read.Users.AnyAsync(cancel)
            ? null
            : await links.CreateAsync(OneTimeLinkPurpose.SetUp, null, null, cancel);
    }

    /// <summary>Whether an organisation's name must be asked for because none has been imported.</summary>
    public Task<bool> NeedsOrganisationAsync(CancellationToken cancel) => db.Orgs.AllAsync(_ => false, cancel);

    /// <summary>Makes the account, and the organisation where none exists, and grants its administration.</summary>
    /// <returns>Sentences on what is wrong; empty where it was done.</returns>
    public async Task<IReadOnlyList<string>> FinishAsync(FirstAdministrator first, CancellationToken cancel)
    {
        if (await links.FindAsync(first.Token, cancel) is not { Purpose: OneTimeLinkPurpose.SetUp } link)
        {
            return [L["This set-up link has expired or was used. Restart the application for a new one."]];
        }

        return await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                var problems = await MakeAsync(link, first, cancel);
                if (problems.Count == 0)
                {
                    await transaction.CommitAsync(cancel);
                }

                return problems;
            });
    }

    private async Task<IReadOnlyList<string>> MakeAsync(
        OneTimeLink link,
        FirstAdministrator first,
        CancellationToken cancel
    )
    {
        if (!await links.UseAsync(db, link, cancel) || await db.Users.AnyAsync(cancel))
        {
            return [L["Set-up has been done already. Sign in, or ask the administrator for an invitation."]];
        }

        var user = Accounts.New(first.Email, first.DisplayName);
        var made = await users.CreateAsync(user, first.Password);
        if (!made.Succeeded)
        {
            return Accounts.Sentences(made);
        }

        var tops = await db.Orgs.Where(o => o.ParentId == null).ToListAsync(cancel);
        if (tops.Count == 0)
        {
            tops.Add(await AddOrganisationAsync(first.Organisation, cancel));
        }

        db.RoleGrants.AddRange(
            tops.Select(org => new RoleGrant
            {
                UserId = user.Id,
                Role = StaffRole.Administrator,
                OrgId = org.Id,
                BeginsOn = CurrentScope.Today(time.GetUtcNow(), org.TimeZone),
            })
        );
        await db.SaveChangesAsync(cancel);
        return [];
    }

    private async Task<Org> AddOrganisationAsync(string name, CancellationToken cancel)
    {
        var org = new Org
        {
            SourceId = await LocalRecords.SourceIdAsync(db, cancel),
            SourcedId = $"org-{Guid.NewGuid():n}",
            Name = name.Trim(),
            Type = OrgType.School,
            Path = "",
        };
        db.Orgs.Add(org);
        await db.SaveChangesAsync(cancel);
        org.Path = $"/{org.Id}/";
        await db.SaveChangesAsync(cancel);
        return org;
    }
}

/// <summary>What the set-up page asks for.</summary>
internal sealed record FirstAdministrator(
    string Token,
    string Organisation,
    string DisplayName,
    string Email,
    string Password
);
