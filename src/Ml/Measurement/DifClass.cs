namespace EarlyWarning.Ml.Measurement;

/// <summary>How large a difference between groups at equal ability is, in the letters of the Educational Testing Service.</summary>
public enum DifClass
{
    /// <summary>Negligible, or not to be told from chance.</summary>
    A,

    /// <summary>Moderate.</summary>
    B,

    /// <summary>Large.</summary>
    C,
}
