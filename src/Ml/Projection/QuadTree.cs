namespace EarlyWarning.Ml.Projection;

/// <summary>
/// Points of the plane in cells that are halved until each holds one point (Barnes and Hut 1986); a far cell stands for
/// its points. Immutable once built.
/// </summary>
internal sealed class QuadTree
{
    // Points closer together than the whole over 2^40 share a cell.
    private const int MaxDepth = 40;

    private readonly double[] _places;
    private readonly List<Cell> _cells = [];

    public QuadTree(double[] places)
    {
        _places = places;
        var (x, y, half) = Bounds(places);
        _cells.Add(new Cell(x, y, half, 0));
        for (var point = 0; point < places.Length / 2; point++)
        {
            Insert(point);
        }
    }

    /// <summary>
    /// The sums of q^2 (y_i - y_j) and of q over all other points, q = 1 / (1 + distance^2). A cell whose width is less
    /// than the angle times its distance counts as one place.
    /// </summary>
    public (double X, double Y, double Normaliser) Repulsion(int point, double angle)
    {
        var (x, y, normaliser) = (0.0, 0.0, 0.0);
        var (px, py) = (_places[point * 2], _places[(point * 2) + 1]);
        Span<int> stack = stackalloc int[(4 * MaxDepth) + 4];
        var top = 0;
        stack[top++] = 0;
        while (top > 0)
        {
            var cell = _cells[stack[--top]];
            var (dx, dy) = (px - (cell.SumX / cell.Count), py - (cell.SumY / cell.Count));
            var squared = (dx * dx) + (dy * dy);
            // A cell that holds the point itself is never far, except when all its points are in one place.
            var isFar = 4 * cell.Half * cell.Half < angle * angle * squared && !cell.Holds(px, py);
            if (!isFar && cell.FirstChild >= 0)
            {
                for (var quarter = 0; quarter < 4; quarter++)
                {
                    if (_cells[cell.FirstChild + quarter].Count > 0)
                    {
                        stack[top++] = cell.FirstChild + quarter;
                    }
                }

                continue;
            }

            // A single point knows which it is; several in one smallest cell are as good as in one place.
            var isMine = cell.Count == 1 ? cell.Point == point : !isFar && cell.Holds(px, py);
            var others = isMine ? cell.Count - 1 : cell.Count;
            var closeness = 1 / (1 + squared);
            normaliser += others * closeness;
            x += others * closeness * closeness * dx;
            y += others * closeness * closeness * dy;
        }

        return (x, y, normaliser);
    }

    private void Insert(int point)
    {
        var (x, y) = (_places[point * 2], _places[(point * 2) + 1]);
        var index = 0;
        while (true)
        {
            var cell = _cells[index];
            cell.SumX += x;
            cell.SumY += y;
            cell.Count++;
            if (cell.FirstChild < 0)
            {
                if (cell.Count == 1 || cell.Depth == MaxDepth)
                {
                    cell.Point = point;
                    return;
                }

                // The point that was alone here moves one level down; below, this one follows.
                Divide(cell);
                var (oldX, oldY) = (_places[cell.Point * 2], _places[(cell.Point * 2) + 1]);
                var old = _cells[cell.FirstChild + cell.Quarter(oldX, oldY)];
                (old.SumX, old.SumY, old.Count, old.Point) = (oldX, oldY, 1, cell.Point);
            }

            index = cell.FirstChild + cell.Quarter(x, y);
        }
    }

    private void Divide(Cell cell)
    {
        cell.FirstChild = _cells.Count;
        var half = cell.Half / 2;
        for (var quarter = 0; quarter < 4; quarter++)
        {
            var x = cell.X + ((quarter & 1) == 0 ? -half : half);
            var y = cell.Y + ((quarter & 2) == 0 ? -half : half);
            _cells.Add(new Cell(x, y, half, cell.Depth + 1));
        }
    }

    private static (double X, double Y, double Half) Bounds(double[] places)
    {
        var (lowX, lowY) = (double.PositiveInfinity, double.PositiveInfinity);
        var (highX, highY) = (double.NegativeInfinity, double.NegativeInfinity);
        for (var i = 0; i < places.Length; i += 2)
        {
            (lowX, highX) = (Math.Min(lowX, places[i]), Math.Max(highX, places[i]));
            (lowY, highY) = (Math.Min(lowY, places[i + 1]), Math.Max(highY, places[i + 1]));
        }

        var half = Math.Max(Math.Max(highX - lowX, highY - lowY) / 2, double.Epsilon) * (1 + 1e-9);
        return ((lowX + highX) / 2, (lowY + highY) / 2, half);
    }

    private sealed class Cell(double x, double y, double half, int depth)
    {
        public double X => x;
        public double Y => y;
        public double Half => half;
        public int Depth => depth;
        public double SumX { get; set; }
        public double SumY { get; set; }
        public int Count { get; set; }

        /// <summary>The one point of a cell with a single one.</summary>
        public int Point { get; set; } = -1;
        public int FirstChild { get; set; } = -1;

        public int Quarter(double px, double py) => (px >= x ? 1 : 0) | (py >= y ? 2 : 0);

        public bool Holds(double px, double py) => Math.Abs(px - x) <= half && Math.Abs(py - y) <= half;
    }
}
