"""PyTorch's part of the bench: trains the workload's model on the processor or on a CUDA device, on command.

The first line of standard input is the workload and the device as JSON; then each line is a command, answered by one
line of JSON:

    steps N   runs N training steps      {"loss": the last one's}
    predict   predicts the first batch   {"pixels": their number}
    cpu       processor time so far      {"ms": over all threads}
"""
import base64
import json
import sys
import time

import torch
from torch import nn


def floats(text, *shape):
    data = torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.float32)
    return data.reshape(shape)


def answer(**values):
    print(json.dumps(values), flush=True)


class Crop(nn.Module):
    """A negative output padding, which TensorFlow's 'same' amounts to: the far edge is cut off."""

    def __init__(self, pixels):
        super().__init__()
        self.pixels = pixels

    def forward(self, x):
        return x[:, :, : -self.pixels, : -self.pixels]


def build(preset):
    layers, side, channels = [], preset["patch"], 1
    for conv in preset["encoder"]:
        layers += [nn.Conv2d(channels, conv["channels"], conv["kernel"], conv["stride"], conv["padding"]), nn.ReLU()]
        side = (side + 2 * conv["padding"] - conv["kernel"]) // conv["stride"] + 1
        channels = conv["channels"]
    encoder = nn.Sequential(*layers, nn.Flatten(), nn.Linear(side * side * channels, 2 * preset["latent"]))

    height, width, channels = preset["seedImage"]
    layers = [nn.Linear(preset["latent"], height * width * channels), nn.ReLU(), nn.Unflatten(1, (channels, height, width))]
    for i, conv in enumerate(preset["decoder"]):
        layers.append(nn.ConvTranspose2d(channels, conv["channels"], conv["kernel"], conv["stride"], conv["padding"]))
        channels = conv["channels"]
        crop = -conv.get("outputPadding", 0)
        if crop > 0:
            layers.append(Crop(crop))
        if i < len(preset["decoder"]) - 1:
            layers.append(nn.ReLU())
    return encoder, nn.Sequential(*layers)


def loss_of(preset, logits, x, z, mean, logvar, noise):
    if preset["likelihood"]["kind"] == "bernoulli":
        misfit = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    else:
        misfit = 0.5 * ((torch.sigmoid(logits) - x) / preset["likelihood"]["sigma"]).square().sum()
    if preset["divergence"] == "monteCarlo":
        kl = z.square() - noise.square() - logvar
    else:
        kl = logvar.exp() + mean.square() - 1 - logvar
    return (misfit + 0.5 * kl.sum()) / preset["batch"]


def replayed(step, batches, restore):
    """`step` for each batch as a CUDA graph: the fastest way there is to run it, since nothing is launched from Python."""
    # Capturing wants warm kernels, and warming trains: the model is put back to where it began.
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for batch in range(batches):
            step(batch)
    torch.cuda.current_stream().wait_stream(stream)
    restore()
    graphs, losses = [], []
    for batch in range(batches):
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=graphs[0].pool() if graphs else None):
            losses.append(step(batch))
        graphs.append(graph)

    def run(batch):
        graphs[batch].replay()
        return losses[batch]

    return run


def main():
    workload = json.loads(sys.stdin.readline())
    preset, batches, device = workload["preset"], workload["batches"], workload["device"]
    batch, patch, latent = preset["batch"], preset["patch"], preset["latent"]
    # As everyone else here: float32, not TensorFloat32. The fastest algorithm is looked for.
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    encoder, decoder = build(preset)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    with torch.no_grad():
        # In the order of the model: a crop has no parameters, so only the numbers in the names differ.
        for parameter, weight in zip(parameters, workload["weights"], strict=True):
            parameter.copy_(floats(weight["data"], *weight["shape"]))
    encoder, decoder = encoder.to(device), decoder.to(device)
    if device == "cpu":
        # Convolutions on a processor are fastest with the channels last.
        encoder, decoder = (part.to(memory_format=torch.channels_last) for part in (encoder, decoder))
    images = floats(workload["images"], batches, batch, 1, patch, patch)
    first = images[0]
    images, noise = images.to(device), floats(workload["noise"], batches, batch, latent).to(device)
    on_gpu = device == "cuda"
    optimiser = torch.optim.Adam(
        parameters, lr=preset["learningRate"], eps=preset["epsilon"], fused=True, capturable=on_gpu
    )

    def step(batch):
        x, e = images[batch], noise[batch]
        mean, logvar = encoder(x).chunk(2, 1)
        z = mean + torch.exp(0.5 * logvar) * e
        loss = loss_of(preset, decoder(z), x, z, mean, logvar, e)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        return loss.detach()

    start = [parameter.detach().clone() for parameter in parameters]

    def restore():
        with torch.no_grad():
            for parameter, value in zip(parameters, start, strict=True):
                parameter.copy_(value)
            for state in optimiser.state.values():
                for value in state.values():
                    value.zero_()

    if on_gpu:
        step = replayed(step, batches, restore)
    done = 0
    answer(version=torch.__version__, threads=torch.get_num_threads())

    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "steps":
            for _ in range(int(arguments[0])):
                loss = step(done % batches)
                done += 1
            answer(loss=loss.item())
        elif command == "predict":
            with torch.inference_mode():
                prediction = torch.sigmoid(decoder(encoder(first.to(device)).chunk(2, 1)[0])).cpu()
            answer(pixels=prediction.numel())
        elif command == "cpu":
            answer(ms=1000 * time.process_time())


main()
