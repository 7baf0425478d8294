namespace EarlyWarning.Ml.Trees;

/// <summary>How far one tree may go.</summary>
/// <param name="Leaves">The most leaves.</param>
/// <param name="MaxDepth">The longest way from root to leaf.</param>
/// <param name="MinRowsPerLeaf">Fewer training rows make no leaf.</param>
/// <param name="MinHessianPerLeaf">A lighter side makes no leaf.</param>
/// <param name="L2">Shrinks leaf values.</param>
/// <param name="CategoryL2">Added to <paramref name="L2"/> when a split of categories is judged.</param>
/// <param name="CategorySmoothing">Rarer categories stay on the right; also smooths their order.</param>
/// <param name="MaxCategoriesLeft">The most categories of a left side.</param>
/// <param name="LearningRate">Scales leaf values.</param>
internal sealed record TreeLimits(
    int Leaves,
    int MaxDepth,
    int MinRowsPerLeaf,
    double MinHessianPerLeaf,
    double L2,
    double CategoryL2,
    double CategorySmoothing,
    int MaxCategoriesLeft,
    double LearningRate
);
