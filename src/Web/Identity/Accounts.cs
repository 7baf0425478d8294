using EarlyWarning.Domain.Access;
using Microsoft.AspNetCore.Identity;

namespace EarlyWarning.Web.Identity;

/// <summary>What making an account is the same everywhere.</summary>
internal static class Accounts
{
    /// <summary>Fewest characters of a password, for hints; Identity holds the rule.</summary>
    public const int PasswordLength = 10;

    /// <summary>An account that signs in with its e-mail address.</summary>
    public static AppUser New(string email, string displayName) =>
        new()
        {
            UserName = email.Trim(),
            Email = email.Trim(),
            EmailConfirmed = true,
            DisplayName = displayName.Trim(),
        };

    /// <summary>What Identity refused, in sentences for the person who typed.</summary>
    public static IReadOnlyList<string> Sentences(IdentityResult result) =>
        [.. result.Errors.Select(Sentence).Distinct(StringComparer.Ordinal)];

    private static string Sentence(IdentityError error) =>
        error.Code switch
        {
            nameof(IdentityErrorDescriber.DuplicateUserName) or nameof(IdentityErrorDescriber.DuplicateEmail) => L[
                "There is an account with this e-mail address already."
            ],
            nameof(IdentityErrorDescriber.InvalidUserName) or nameof(IdentityErrorDescriber.InvalidEmail) => L[
                "The e-mail address has a character that is not allowed, or none at all."
            ],
            nameof(IdentityErrorDescriber.PasswordTooShort)
            or nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) => L[
                "The password is too easy to guess: use at least {0} characters, 5 of them different.",
                PasswordLength
            ],
            nameof(IdentityErrorDescriber.PasswordMismatch) => L["The present password is not right."],
            // What else can be, in Identity's own words; its rules of composition are switched off.
            nameof(IdentityErrorDescriber.InvalidToken) => L["Invalid token."],
            nameof(IdentityErrorDescriber.ConcurrencyFailure) => L[
                "Optimistic concurrency failure, object has been modified."
            ],
            nameof(IdentityErrorDescriber.DefaultError) => L["An unknown failure has occurred."],
            _ => error.Description,
        };
}
