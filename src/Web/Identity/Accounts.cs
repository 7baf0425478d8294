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
            nameof(IdentityErrorDescriber.DuplicateUserName) or nameof(IdentityErrorDescriber.DuplicateEmail) =>
                "There is an account with this e-mail address already.",
            nameof(IdentityErrorDescriber.InvalidUserName) or nameof(IdentityErrorDescriber.InvalidEmail) =>
                "The e-mail address has a character that is not allowed, or none at all.",
            nameof(IdentityErrorDescriber.PasswordTooShort)
            or nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) =>
                $"The password is too easy to guess: use at least {PasswordLength} characters, 5 of them different.",
            nameof(IdentityErrorDescriber.PasswordMismatch) => "The present password is not right.",
            _ => error.Description,
        };
}
