"""Does tuning the encoder's last layers for a shop's own intents pay? `python eval/tried/layers.py DATA MODEL [set…]`

Needs torch, tokenizers, safetensors, scikit-learn. MODEL holds source/model_fp16.safetensors and tokenizer.json. Prints for each set the share of
validation messages that a logistic regression (C = 30, centred vectors) on ten examples an intent gets right: on the vectors as they are,
and after the last two and four layers were tuned (supervised contrastive loss and cross-entropy on cosines, temperature 0.05).
"""
import copy, json, random, sys
import numpy as np, torch
import torch.nn.functional as F
from safetensors.torch import load_file
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer
from torch import nn

DATA, MODEL, WANTED = sys.argv[1], sys.argv[2], sys.argv[3:] or ['banking77', 'hwu64', 'clinc150']
VALIDATION = {'banking77': 'valid', 'hwu64': 'valid', 'clinc150': 'val'}
HIDDEN, HEADS, LAYERS, PAD = 384, 12, 12, 1
EPOCHS, RATE, BATCH, TEMPERATURE, DROPOUT = 12, 1e-4, 64, 0.05, 0.1

weights = {name: value.float() for name, value in load_file(f'{MODEL}/source/model_fp16.safetensors').items()}
tokenizer = Tokenizer.from_file(f'{MODEL}/tokenizer.json')
tokenizer.enable_truncation(64)
tokenizer.enable_padding(pad_id=PAD, pad_token='<pad>')


def linear(name):
    weight = weights[f'{name}.weight']
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight.data, layer.bias.data = weight.clone(), weights[f'{name}.bias'].clone()
    return layer


def norm(name):
    layer = nn.LayerNorm(HIDDEN, eps=1e-12)
    layer.weight.data, layer.bias.data = weights[f'{name}.weight'].clone(), weights[f'{name}.bias'].clone()
    return layer


class Layer(nn.Module):
    def __init__(self, i):
        super().__init__()
        at = f'encoder.layer.{i}.'
        self.q, self.k, self.v = [linear(f'{at}attention.self.{name}') for name in ('query', 'key', 'value')]
        self.out, self.norm1 = linear(f'{at}attention.output.dense'), norm(f'{at}attention.output.LayerNorm')
        self.up, self.down = linear(f'{at}intermediate.dense'), linear(f'{at}output.dense')
        self.norm2 = norm(f'{at}output.LayerNorm')

    def forward(self, x, mask):
        batch, length, _ = x.shape
        q, k, v = [p(x).view(batch, length, HEADS, -1).transpose(1, 2) for p in (self.q, self.k, self.v)]
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.norm1(x + F.dropout(self.out(seen), DROPOUT, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), DROPOUT, self.training))


encoder = [Layer(i).eval() for i in range(LAYERS)]


def forward(layers, x, kept):
    with torch.autocast('cpu', dtype=torch.bfloat16):
        for layer in layers:
            x = layer(x, kept[:, None, None, :].bool())
    return x


@torch.no_grad()
def lower(texts, count):
    """Hidden states (tokens × 384) of each text after so many layers."""
    states = []
    for at in range(0, len(texts), 128):
        cut = tokenizer.encode_batch([f'query: {text}' for text in texts[at : at + 128]])
        ids, kept = torch.tensor([one.ids for one in cut]), torch.tensor([one.attention_mask for one in cut])
        x = weights['embeddings.word_embeddings.weight'][ids] + weights['embeddings.token_type_embeddings.weight'][0]
        x = x + weights['embeddings.position_embeddings.weight'][: ids.shape[1]]
        first = weights['embeddings.LayerNorm.weight'], weights['embeddings.LayerNorm.bias']
        x = forward(encoder[:count], F.layer_norm(x, (HIDDEN,), *first, 1e-12), kept)
        states += [x[i, : int(kept[i].sum())].to(torch.bfloat16) for i in range(len(cut))]
    return states


def vectors(layers, states):
    """Unit vectors: the mean over tokens after the remaining layers."""
    x = nn.utils.rnn.pad_sequence(states, batch_first=True)
    kept = torch.tensor([[i < len(one) for i in range(x.shape[1])] for one in states]).float()
    x = forward(layers, x, kept).float() * kept[..., None]
    return F.normalize(x.sum(1) / kept.sum(1, keepdim=True), dim=-1)


@torch.no_grad()
def all_vectors(layers, states):
    return torch.cat([vectors(layers, states[at : at + 256]) for at in range(0, len(states), 256)])


def tuned(states, intents, count):
    torch.manual_seed(1)
    rng = random.Random(1)
    layers = [copy.deepcopy(layer).train() for layer in encoder[LAYERS - count :]]
    names = sorted(set(intents))
    labels = torch.tensor([names.index(intent) for intent in intents])
    start = all_vectors(layers, states)
    mean = start.mean(0)
    centres = torch.stack([F.normalize(start[labels == c] - mean, dim=1).mean(0) for c in range(len(names))])
    centres = nn.Parameter(F.normalize(centres, dim=1))
    own = [p for layer in layers for p in layer.parameters()]
    groups = [{'params': own, 'lr': RATE}, {'params': [centres], 'lr': 20 * RATE, 'weight_decay': 0}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * -(-len(states) // BATCH)
    rise = lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rise)
    for _ in range(EPOCHS):
        pairs = []
        for c in range(len(names)):
            rows = [i for i, label in enumerate(labels.tolist()) if label == c]
            rng.shuffle(rows)
            pairs += [rows[i : i + 2] for i in range(0, len(rows), 2)]
        rng.shuffle(pairs)
        order = [i for pair in pairs for i in pair]
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            found, wanted = F.normalize(vectors(layers, [states[i] for i in rows]) - mean, dim=1), labels[rows]
            loss = F.cross_entropy(found @ F.normalize(centres, dim=1).T / TEMPERATURE, wanted, label_smoothing=0.05)
            near = (found @ found.T / TEMPERATURE).fill_diagonal_(-1e4)
            same = (wanted[:, None] == wanted[None]) & ~torch.eye(len(rows), dtype=torch.bool)
            share = ((near - near.logsumexp(1, keepdim=True)) * same).sum(1) / same.sum(1).clamp(min=1)
            loss = loss - share[same.any(1)].mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(own, 1.0)
            optimizer.step()
            schedule.step()
    return [layer.eval() for layer in layers]


def right(examples, intents, messages, wanted):
    mean = examples.mean(0)
    centred = lambda rows: F.normalize(rows - mean, dim=1).numpy()
    model = LogisticRegression(C=30, max_iter=300).fit(centred(examples), intents)
    return 100 * float(np.mean(model.predict(centred(messages)) == np.array(wanted)))


def read(file):
    with open(f'{DATA}/intents/{file}.jsonl', encoding='utf8') as lines:
        rows = [json.loads(line) for line in lines]
    return [row['text'] for row in rows], [row['intent'] for row in rows]


for name in WANTED:
    (texts, intents), (messages, wanted) = read(f'{name}/train_10'), read(f'{name}/{VALIDATION[name]}')
    for count in (0, 2, 4):
        examples, asked = lower(texts, LAYERS - count), lower(messages, LAYERS - count)
        layers = tuned(examples, intents, count) if count else []
        share = right(all_vectors(layers, examples), intents, all_vectors(layers, asked), wanted)
        print(f'{name}: last {count} layers tuned: {share:.1f}', flush=True)
