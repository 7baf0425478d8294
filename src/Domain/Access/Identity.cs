using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Orgs;
using Microsoft.AspNetCore.Identity;

namespace EarlyWarning.Domain.Access;

/// <summary>A person who can sign in.</summary>
public sealed class AppUser : IdentityUser<long>
{
    /// <summary>Name shown to colleagues.</summary>
    public required string DisplayName { get; set; }

    /// <summary>The school's record of this person, where linked; classes and caseload hang on it.</summary>
    public long? StaffId { get; set; }

    /// <summary>The school's record of this person, where linked.</summary>
    public StaffMember? Staff { get; set; }

    /// <summary>Culture the person chose ("es-MX"), or null: screens and letters speak its language.</summary>
    public string? Culture { get; set; }

    /// <summary>When the account was deactivated, UTC; null while active.</summary>
    public DateTime? DeactivatedAt { get; set; }
}

/// <summary>Roles that carry access.</summary>
public enum StaffRole : byte
{
    /// <summary>Reaches the students of the classes taught.</summary>
    Teacher = 1,

    /// <summary>Reaches a caseload.</summary>
    Counsellor = 2,

    /// <summary>Reaches an organisation and all below it.</summary>
    Administrator = 3,
}

/// <summary>A role in an organisation and all below it, from a day to a day.</summary>
public sealed class RoleGrant
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>Who holds the role.</summary>
    public long UserId { get; set; }

    /// <summary>Who holds the role.</summary>
    public AppUser? User { get; set; }

    /// <summary>The role.</summary>
    public StaffRole Role { get; set; }

    /// <summary>The organisation it holds in, with all below.</summary>
    public long OrgId { get; set; }

    /// <summary>The organisation it holds in, with all below.</summary>
    public Org? Org { get; set; }

    /// <summary>First day, inclusive.</summary>
    public DateOnly BeginsOn { get; set; }

    /// <summary>First day after (exclusive), or null while it lasts.</summary>
    public DateOnly? EndsOn { get; set; }
}

/// <summary>What a one-time link is for.</summary>
public enum OneTimeLinkPurpose : byte
{
    /// <summary>The first administrator of a new installation.</summary>
    SetUp = 1,

    /// <summary>A colleague's first sign-in.</summary>
    Invitation = 2,

    /// <summary>A new password.</summary>
    PasswordReset = 3,
}

/// <summary>A link that works once and for a limited time. Only a hash of its token is kept.</summary>
public sealed class OneTimeLink
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>SHA-256 of the token in hexadecimal.</summary>
    public required string TokenHash { get; set; }

    /// <summary>What it is for.</summary>
    public OneTimeLinkPurpose Purpose { get; set; }

    /// <summary>Whose account; null for set-up.</summary>
    public long? UserId { get; set; }

    /// <summary>UTC instant after which it no longer works.</summary>
    public DateTime ExpiresAt { get; set; }

    /// <summary>When it was used, UTC.</summary>
    public DateTime? UsedAt { get; set; }

    /// <summary>Who made it; null for set-up.</summary>
    public long? CreatedById { get; set; }
}

/// <summary>An entry of the access log: who opened whose page, when, and what gave the right. Append-only.</summary>
public sealed class AccessLogEntry
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>UTC instant.</summary>
    public DateTime At { get; set; }

    /// <summary>Month as yyyymm, for retention by month.</summary>
    public int Month { get; set; }

    /// <summary>Who looked.</summary>
    public long UserId { get; set; }

    /// <summary>Whose record.</summary>
    public long StudentId { get; set; }

    /// <summary>What was done ("student page").</summary>
    public required string Action { get; set; }

    /// <summary>What gave the right.</summary>
    public AccessReason Reason { get; set; }
}

/// <summary>When a person last opened the own start page, and the visit before: what changed since is told there.</summary>
public sealed class StaffVisit
{
    /// <summary>Visits closer together than this are one.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromHours(4);

    /// <summary>Who.</summary>
    public long UserId { get; set; }

    /// <summary>The latest opening, UTC.</summary>
    public DateTime At { get; set; }

    /// <summary>The latest opening of the visit before, UTC; null on the first.</summary>
    public DateTime? Before { get; set; }

    /// <summary>Notes an opening.</summary>
    /// <param name="now">UTC.</param>
    public void Open(DateTime now)
    {
        if (now - At >= Apart)
        {
            Before = At;
        }

        At = now;
    }
}
