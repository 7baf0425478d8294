using System.Net.Mail;
using System.Text;
using EarlyWarning.Domain.Inbox;

namespace EarlyWarning.Web.Features.Inbox.Digest;

/// <summary>
/// The weekly letter: counts and links, never a name, not even initials. Mail rests unencrypted on servers, in archives and
/// on lock screens for years, and in a class of 28 initials are a name; whoever wants to know who signs in, where rights are
/// asked and the opening is logged. The subject is the same every week, since it shows where the letter itself does not. Its
/// language is that of the culture it is written under.
/// </summary>
internal static class DigestText
{
    /// <summary>Every letter's subject.</summary>
    public static string Subject => L["EarlyWarning: your week"];

    /// <summary>Most lines that count something; topics are few, so it is a limit for whoever adds more.</summary>
    public const int MostLines = 8;

    /// <summary>What is counted, the most pressing first, each with the page that shows it.</summary>
    public static IReadOnlyList<(string Text, string Path)> Lines(DigestCounts counts)
    {
        List<(string Text, string Path)> lines = [];
        Add(
            counts.Overdue,
            Texts.Key("1 follow-up of yours is overdue"),
            Texts.Key("{0:N0} follow-ups of yours are overdue"),
            "support?show=mine"
        );
        Add(
            counts.DueSoon,
            Texts.Key("1 follow-up of yours is due this week"),
            Texts.Key("{0:N0} follow-ups of yours are due this week"),
            "support?show=mine"
        );
        AddTopic(
            InboxTopic.Graver,
            Texts.Key("1 student needs more attention than before"),
            Texts.Key("{0:N0} students need more attention than before")
        );
        AddTopic(
            InboxTopic.Better,
            Texts.Key("1 student is doing better or back on track: a word of praise helps"),
            Texts.Key("{0:N0} students are doing better or back on track: a word of praise helps")
        );
        AddTopic(
            InboxTopic.Assigned,
            Texts.Key("1 case was put in your hands"),
            Texts.Key("{0:N0} cases were put in your hands")
        );
        AddTopic(
            InboxTopic.SecondReader,
            Texts.Key("1 flag needs a second reader"),
            Texts.Key("{0:N0} flags need a second reader"),
            "flags"
        );
        AddTopic(
            InboxTopic.Decided,
            Texts.Key("1 flag you disputed was decided"),
            Texts.Key("{0:N0} flags you disputed were decided")
        );
        return lines.Count <= MostLines ? lines : lines[..MostLines];

        void AddTopic(InboxTopic topic, string one, string several, string path = "inbox") =>
            Add(counts.New.GetValueOrDefault(topic), one, several, path);

        void Add(int count, string one, string several, string path)
        {
            if (count > 0)
            {
                lines.Add((count == 1 ? L[one] : L[several, count], path));
            }
        }
    }

    /// <summary>The letter.</summary>
    /// <param name="counts">What it counts; something at least.</param>
    /// <param name="from">Sender.</param>
    /// <param name="to">Recipient.</param>
    /// <param name="address">Address of the application ending in a slash, or null where it is not known.</param>
    public static MailMessage Letter(DigestCounts counts, string from, string to, Uri? address)
    {
        var body = new StringBuilder(L["Your week in EarlyWarning:"]).Append("\r\n\r\n");
        foreach (var (text, path) in Lines(counts))
        {
            body.Append("- ").Append(text).Append("\r\n");
            if (address is not null)
            {
                body.Append("  ").Append(new Uri(address, path)).Append("\r\n");
            }
        }

        body.Append("\r\n")
            .Append(L["Who it is about is shown once you have signed in."])
            .Append("\r\n")
            .Append(
                address is null
                    ? L["To get other letters or none, open EarlyWarning and choose Inbox, What to tell me."]
                    : L["To get other letters or none: {0}", new Uri(address, "inbox/settings")]
            )
            .Append("\r\n");
        return new MailMessage(from, to)
        {
            Subject = Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = body.ToString(),
            BodyEncoding = Encoding.UTF8,
        };
    }
}
