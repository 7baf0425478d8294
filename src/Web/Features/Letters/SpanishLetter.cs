using System.Globalization;

namespace EarlyWarning.Web.Features.Letters;

/// <summary>The letter in Spanish. Sentences name the student, so that none has to guess a gender.</summary>
internal sealed class SpanishLetter : LetterTexts
{
    // The kinds of support a new installation begins with; what a school named itself stands as it is.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Attendance plan"] = "Plan de asistencia",
        ["Tutoring"] = "Tutorías",
        ["Workload plan"] = "Plan de trabajo",
        ["Family contact"] = "Contacto con la familia",
        ["Mentoring"] = "Mentoría",
        ["Help with online study"] = "Ayuda con el estudio en línea",
    };

    public override string Code => "es";

    public override string Name => "Español";

    protected override CultureInfo UsualCulture { get; } = CultureInfo.GetCultureInfo("es-ES");

    protected override string StrengthsHeading => "Lo que va bien";

    protected override string ConcernsHeading => "Lo que nos gustaría cambiar en conjunto";

    protected override string ContactHeading => "Cómo comunicarse con la escuela";

    protected override string CorrectionHeading => "Si algo no es correcto";

    protected override string CanChange => "Todo esto todavía puede cambiar.";

    protected override string Regards => "Con un cordial saludo";

    public override string Day(DateOnly day) => day.ToString("d 'de' MMMM 'de' yyyy", Culture);

    protected override string SupportHeading(LetterFacts facts) =>
        facts.Support.Any(s => s.IsAgreed) ? "Lo que hace la escuela y lo que se acordó"
        : facts.Support.Count > 0 || facts.Offers.Count > 0 ? "Lo que ofrece la escuela"
        : "Lo que podría ayudar";

    protected override string Opening(LetterFacts facts) =>
        $"Estimada familia de {facts.FullName}:\n\nQueremos contarles cómo le va a {facts.GivenName} en {facts.ClassTitle}. "
        + $"Esta carta se basa en los registros de la escuela hasta el {Day(facts.AsOf)}.";

    protected override string NoStrength(LetterFacts facts) => $"Nos alegra que {facts.GivenName} esté en la escuela.";

    protected override string Attendance(AttendancePoint point, string name, bool isStrength)
    {
        var since = $"desde el {ShortDay(point.Since)}";
        if (isStrength)
        {
            return point.Missed == 0
                ? $"{name} asistió a los {point.SchoolDays} días de clase {since}."
                : $"{name} asistió a {point.SchoolDays - point.Missed} de los {point.SchoolDays} días de clase {since}.";
        }

        List<string> sentences = [];
        if (point.Missed > 0)
        {
            sentences.Add($"{name} faltó {point.Missed} de los {point.SchoolDays} días de clase {since}.");
        }

        if (point.Unexplained > 0)
        {
            sentences.Add($"No conocemos el motivo de {Count(point.Unexplained, "uno")} de esos días.");
        }

        if (point.Partial > 0)
        {
            sentences.Add(
                $"{(point.Partial == 1 ? "Un día" : Count(point.Partial, "") + " días")} llegó tarde o salió antes de la hora."
            );
        }

        return string.Join(' ', sentences);
    }

    protected override string Work(WorkPoint point, string name, bool isStrength)
    {
        if (isStrength)
        {
            return point.Missing.Count == 0
                ? $"{name} ha entregado los {point.Due} trabajos pedidos hasta ahora."
                : $"{name} ha entregado {point.Due - point.Missing.Count} de los {point.Due} trabajos pedidos hasta ahora.";
        }

        List<string> sentences = [];
        if (point.Missing.Count > 0)
        {
            var named = point
                .Missing.Take(MostNamed)
                .Select(m => $"{m.Title} (para el {ShortDay(m.DueDate)})")
                .ToList();
            var more = point.Missing.Count - named.Count;
            sentences.Add($"Trabajos sin entregar: {Listed(more > 0 ? [.. named, $"{more} más"] : named, "y")}.");
        }

        if (point.Late > 0)
        {
            sentences.Add(
                point.Late == 1 ? "Un trabajo llegó tarde." : $"{Count(point.Late, "")} trabajos llegaron tarde."
            );
        }

        return string.Join(' ', sentences);
    }

    protected override string Marks(MarksPoint point, bool isStrength) =>
        $"{(isStrength ? "Buenas notas" : "Las últimas notas")}: "
        + $"{Listed([.. point.Marks.Select(m => $"{Number(m.Score)} de {Number(m.Max)} en {m.Title}")], "y")}.";

    protected override string Activity(ActivityPoint point, string name) =>
        point.ActiveDays == 0
            ? $"{name} usó por última vez las páginas en línea de la clase el {ShortDay(point.LastActive!.Value)}."
            : $"{name} usó las páginas en línea de la clase en {point.ActiveDays} de los últimos {point.Days} días.";

    protected override string Supported(LetterSupport support)
    {
        if (!support.IsAgreed)
        {
            return $"{Kind(support.Kind)}: lo hemos pedido y les avisaremos cuando empiece.";
        }

        List<string> sentences = [$"{Kind(support.Kind)}: está acordado."];
        if (support.Goals is { } goals)
        {
            sentences.Add($"La meta: «{goals.TrimEnd('.')}».");
        }

        if (support.StartsOn is { } start)
        {
            sentences.Add($"Primer día: {Day(start)}.");
        }

        if (support.Owner is { } owner)
        {
            sentences.Add($"Se encarga {owner}.");
        }

        if (support.FollowUpOn is { } day)
        {
            sentences.Add($"El {Day(day)} veremos cómo va.");
        }

        return string.Join(' ', sentences);
    }

    protected override string Offered(IReadOnlyList<string> kinds) =>
        $"La escuela puede ofrecer: {Listed([.. kinds.Select(Kind)], "y")}. Dígannos qué les parece.";

    protected override string Asked(LetterFacts facts) =>
        $"Dígannos qué ayudaría a {facts.GivenName} y qué observan ustedes en casa.";

    protected override string Contact(LetterFacts facts) =>
        Lines(
            (
                (string?[])
                    [
                        $"{facts.Author}, {facts.School}{(facts.Email is { } email ? $", {email}" : "")}",
                        facts.Contact,
                        "Con gusto hablamos con ustedes en persona o por teléfono. Avísennos si desean intérprete.",
                    ]
            ).OfType<string>()
        );

    protected override string Correction(LetterFacts facts) =>
        "Pueden ver los registros en que se basa esta carta y pedir que se corrijan. Escríbannos o llámennos y digan qué no es "
        + "correcto: lo revisamos, corregimos lo que esté mal y les decimos qué hicimos.\n"
        + "Un programa informático reunió los datos a partir de los registros de la escuela; "
        + $"{facts.Author} leyó la carta antes de enviarla.";

    private static string Kind(string name) => Kinds.GetValueOrDefault(name, name);

    private string ShortDay(DateOnly day) => day.ToString("d 'de' MMMM", Culture);

    private static string Count(int count, string one) =>
        count == 1 && one.Length > 0 ? one : count.ToString(CultureInfo.InvariantCulture);
}
