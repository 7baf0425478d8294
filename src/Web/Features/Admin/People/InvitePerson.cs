using System.ComponentModel.DataAnnotations;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>Whom to invite, as what and where.</summary>
internal sealed record Invitation(
    string Name,
    string Email,
    StaffRole Role,
    long OrgId,
    DateOnly BeginsOn,
    DateOnly? EndsOn,
    long? StaffId
);

/// <summary>What came of it: the account and the token of its link, or sentences on what is wrong.</summary>
internal sealed record Invited(long UserId, string? Token, IReadOnlyList<string> Problems);

/// <summary>Makes an account with its first role and a one-time link. One scope each time: a circuit lives too long for UserManager.</summary>
internal sealed class InvitePerson(IServiceScopeFactory scopes)
{
    public async Task<Invited> RunAsync(StaffScope scope, Invitation invitation, CancellationToken cancel)
    {
        await using var services = scopes.CreateAsyncScope();
        var db = services.ServiceProvider.GetRequiredService<EarlyWarningDb>();
        var users = services.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var problems = await ProblemsAsync(db, scope, invitation, cancel);
        if (problems.Count > 0)
        {
            return new Invited(0, null, problems);
        }

        var made = await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(() => MakeAsync(db, users, invitation, cancel));
        if (made.Problems.Count > 0)
        {
            return made;
        }

        var links = services.ServiceProvider.GetRequiredService<OneTimeLinks>();
        var token = await links.CreateAsync(OneTimeLinkPurpose.Invitation, made.UserId, scope.UserId, cancel);
        return made with { Token = token };
    }

    private static async Task<Invited> MakeAsync(
        EarlyWarningDb db,
        UserManager<AppUser> users,
        Invitation invitation,
        CancellationToken cancel
    )
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var user = Accounts.New(invitation.Email, invitation.Name);
        user.StaffId = invitation.StaffId;
        var made = await users.CreateAsync(user);
        if (!made.Succeeded)
        {
            return new Invited(0, null, Accounts.Sentences(made));
        }

        db.RoleGrants.Add(
            new RoleGrant
            {
                UserId = user.Id,
                Role = invitation.Role,
                OrgId = invitation.OrgId,
                BeginsOn = invitation.BeginsOn,
                EndsOn = invitation.EndsOn,
            }
        );
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new Invited(user.Id, null, []);
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(
        EarlyWarningDb db,
        StaffScope scope,
        Invitation invitation,
        CancellationToken cancel
    )
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(invitation.Name))
        {
            problems.Add(L["Give the person's name."]);
        }

        if (!new EmailAddressAttribute().IsValid(invitation.Email) || string.IsNullOrWhiteSpace(invitation.Email))
        {
            problems.Add(L["Give an e-mail address, such as j.rivera@school.example."]);
        }

        if (await ChangeRoles.ProblemAsync(db, scope, NewGrant(invitation), cancel) is { } problem)
        {
            problems.Add(problem);
        }

        if (invitation.StaffId is { } staffId && await LinkStaff.ProblemAsync(db, scope, staffId, cancel) is { } wrong)
        {
            problems.Add(wrong);
        }

        return problems;
    }

    private static NewGrant NewGrant(Invitation invitation) =>
        new(invitation.Role, invitation.OrgId, invitation.BeginsOn, invitation.EndsOn);
}
